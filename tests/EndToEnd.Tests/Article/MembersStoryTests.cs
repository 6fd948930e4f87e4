using System.Net;
using System.Net.Http.Json;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Article;

/// <summary>
/// What the reference's article promises of a hub's members, row by row, through Chromium: the catalog, the connection, the tabs, matching,
/// exempting, roles, removal, the daily check and the activity. The site's journal is the judge.
/// </summary>
public sealed class MembersStoryTests(LocalParts parts)
{
    private const string Manager = "it.manager@corp.test";
    private const string Sam = "sam.private@corp.test";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_connects_a_hub_owns_it_and_its_members_are_found_matched_exempted_changed_and_removed()
    {
        await using var deployment = await Deployment.StartAsync(parts, "small", settings: new Dictionary<string, string?> { ["DailyCheck__Window"] = "00:00:00" });
        var people = (await Truth.OfAsync(deployment.World)).Where(person => person is { Pending: false, Role: "Member" }).Select(person => person.Email).Order(StringComparer.Ordinal).ToList();
        var (plain, guest, partner, twin, stranger, personal, agency) = (people[0], people[1], people[2], people[3], people[4], "sam.private@mail.test", "kim@agency.test");
        await ImportAsync(deployment, plain, guest, partner, twin);
        foreach (var outside in new[] { personal, agency })
        {
            await deployment.Site.InviteAsync(outside, nameof(AppRole.Member));
            await deployment.Site.AcceptAsync(outside);
        }

        using var manager = await deployment.CallerAsync(Manager, nameof(WorkspaceRole.User));

        // Rows 4 to 7: the catalog, the account, the connection (what is refused: ConnectHubRefusalTests). Row 1: whoever connects is its Owner, here without a seat of their own.
        Assert.Equal("AHrefs Hub", Assert.Single(await manager.ListAsync<AppResponse>("apps", Cancellation)).Name);
        var story = await HubStory.ConnectAsync(deployment, manager);
        Assert.Equal(HubRole.Owner, Assert.Single(await manager.ListHubsAsync(Cancellation)).MyRole);
        var owner = Assert.Single(await manager.ListAsync<HubPersonResponse>($"{story.Hub}/people?hubRole=Owner", Cancellation));
        Assert.Equal((Manager, false), (owner.Email, owner.HasSeat));

        // Row 3: the automation account is active and an Admin of the app (one that is not: AttentionTests). Its seat is nobody's to take.
        var automation = await story.MemberAsync(Dev.Running.SimulatedAccount.Email);
        Assert.Equal((true, AppRole.Admin, Presence.Confirmed), (automation.IsAutomationAccount, automation.AppRole, automation.Presence));
        await (await manager.Http.DeleteAsync($"{story.Hub}/members/{automation.Id}?scope=app", Cancellation)).AssertRefusedAsync(HttpStatusCode.Conflict, "stageNotAllowed");

        // Rows 11 and 12: matched by the address, guests and partners included; two candidates are none.
        Assert.Equal([plain], await story.TabAsync(MemberStatus.Onboarded));
        Assert.Equal(new[] { guest, partner }.Order(StringComparer.Ordinal), await story.TabAsync(MemberStatus.Guest));
        Assert.Superset(new HashSet<string> { twin, stranger, personal, agency }, (await story.TabAsync(MemberStatus.Unmatched)).ToHashSet(StringComparer.Ordinal));
        var doubtful = await manager.GetAsync<MemberResponse>(await story.PathOfAsync(twin), Cancellation);
        Assert.Equal(2, doubtful.Suggestions?.Count);

        // Rows 13 and 15: found by name and matched by hand, as Collaborator and as Owner, though the address is a personal one, or two people's;
        // an agency's, exempted with a reason. All of it outlasts checks.
        await MatchAsync(story, personal, "Sam Priv", HubRole.Collaborator);
        Assert.Equal(Sam, (await story.FindPersonAsync("Sam Priv")).Email);
        await MatchAsync(story, twin, "Tim Twin", HubRole.Owner);
        using (var exempted = await manager.Http.PostAsJsonAsync($"{await story.PathOfAsync(agency)}/exempt", new ExemptMemberRequest("An agency's seat"), Cancellation))
            Assert.Equal(HttpStatusCode.OK, exempted.StatusCode);

        // Rows 8, 9 and 21: by hand and by the timer.
        await deployment.Site.InviteAsync("late.comer@corp.test", "Guest");
        await story.CheckAsync();
        await story.CheckDailyAsync();
        Assert.Equal(new[] { personal, plain, twin }.Order(StringComparer.Ordinal), await story.TabAsync(MemberStatus.Onboarded));
        Assert.Equal([agency], await story.TabAsync(MemberStatus.Exempted));
        Assert.Contains("late.comer@corp.test", await story.TabAsync(MemberStatus.Unmatched));

        // Rows 20 and 14: another role, and an unmatched member goes, which is undone by an invitation. Who is exempt stays untouched.
        await (await manager.Http.DeleteAsync($"{await story.PathOfAsync(agency)}?scope=app", Cancellation)).AssertRefusedAsync(HttpStatusCode.Conflict, "stageNotAllowed");
        await story.DoneAsync(HttpMethod.Patch, await story.PathOfAsync(plain), new UpdateRoleRequest(nameof(AppRole.Admin)));
        var removal = await story.DoneAsync(HttpMethod.Delete, $"{await story.PathOfAsync(stranger)}?scope=app");
        await story.DoneAsync(HttpMethod.Post, $"tasks/{removal.Id}/undo");
        Assert.Equal(
            [
                $"invitationCreated {personal}", $"invitationAccepted {personal}", $"invitationCreated {agency}", $"invitationAccepted {agency}",
                "invitationCreated late.comer@corp.test", $"roleChanged {plain}", $"memberRemoved {stranger}", $"invitationCreated {stranger}",
            ],
            await deployment.Site.EffectsAsync());
        await Truth.AssertRefereeAgreesAsync(deployment.World, await manager.ListMembersAsync(story.Hub["hubs/".Length..], Cancellation));

        // Whoever owns the workspace takes the hub over, and its Owner stays one.
        await deployment.Owner.PostAsync<HubPersonResponse>($"{story.Hub}/takeover", new TakeOverRequest("The manager is away"), Cancellation);
        var owners = await manager.ListAsync<HubPersonResponse>($"{story.Hub}/people?hubRole=Owner", Cancellation);
        Assert.Equal(3, owners.Count);
        Assert.True(owners.Single(person => person.Email == "tim.twin@corp.test").HasSeat);

        // Row 2: each of the four tasks, to its good end.
        var tasks = await manager.ListTasksAsync(story.Hub["hubs/".Length..], Cancellation);
        AutomatedTaskType[] four = [AutomatedTaskType.CheckForUpdates, AutomatedTaskType.AddMembers, AutomatedTaskType.UpdateRoles, AutomatedTaskType.RemoveMembers];
        Assert.All(four, type => Assert.Contains(tasks, task => task.Type == type && task.Status == AutomatedTaskStatus.Completed));

        // Row 24: what happened is on record, and nothing of it was changed since.
        var told = (await manager.ListActivityAsync(story.Hub["hubs/".Length..], Cancellation)).Select(entry => entry.Event).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(new HashSet<string> { "memberMatched", "memberExempted", "roleChanged", "memberRemoved", "hubTakenOver" }, told);
        Assert.True((await manager.GetAsync<ActivityVerdictResponse>($"activity/verify?hubId={story.Hub["hubs/".Length..]}", Cancellation)).Whole);
    }

    private static async Task MatchAsync(HubStory story, string member, string person, HubRole role)
    {
        var found = await story.FindPersonAsync(person);
        await story.DoneAsync(HttpMethod.Post, $"{await story.PathOfAsync(member)}/match", new MatchMemberRequest(found.Id, role.ToString()));
        Assert.Equal(role, (await story.MemberAsync(member)).HubRole);
    }

    private static async Task ImportAsync(Deployment deployment, string plain, string guest, string partner, string twin)
    {
        await deployment.Owner.ImportUsersAsync(
            [
                Person("Paula Plain", plain), Person("Gus Guest", guest, nameof(WorkspaceUserKind.Guest)), Person("Sam Private", Sam),
                Person("Tim Twin", "tim.twin@corp.test") with { Aliases = [twin] }, Person("Tom Twin", "tom.twin@corp.test") with { Aliases = [twin] },
            ],
            Cancellation);
        await deployment.Owner.PostAsync<WorkspaceUserResponse>("directory/partners", new AddPartnerRequest("Pat Partner", partner), Cancellation);
    }

    private static ImportedUser Person(string name, string email, string? kind = null) => new(Id: null, kind, name, Username: null, email, Aliases: null, Role: null);
}
