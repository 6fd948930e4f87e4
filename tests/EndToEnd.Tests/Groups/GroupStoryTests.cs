using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.EndToEnd.Tests.Parts;
using Seatkeeper.EntraSimulator.Hosting;

namespace Seatkeeper.EndToEnd.Tests.Groups;

/// <summary>
/// What the reference's article promises of groups of an identity provider, whole: from an administrator's change in Entra by way of
/// Graph's notification to the seat that Chromium gives or takes. The site's journal is the judge.
/// </summary>
public sealed class GroupStoryTests(LocalParts parts, GraphSimulatorServer graph) : IClassFixture<GraphSimulatorServer>
{
    private const string Seo = "SEO";
    private const string Leads = "SEO leads";

    // Moves, and is told to have left first; moves, and is told to have come first, and is disabled in the end; leaves; comes back in time, and leaves later.
    private const string Ben = "ben.back@corp.test";
    private const string Cleo = "cleo.climbs@corp.test";
    private const string Dan = "dan.departs@corp.test";
    private const string Eve = "eve.wavers@corp.test";

    // Had a seat before anybody knew them.
    private const string Kim = "kim.known@corp.test";

    private static readonly string[] invited = [Ben, Cleo, Dan, Eve];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Groups_of_the_identity_provider_give_seats_change_roles_and_take_seats_as_the_hub_wants_it()
    {
        var tenant = await graph.NewWorldAsync(Recipe(), Cancellation);
        await using var deployment = await GroupStory.StartAsync(parts, tenant);
        await deployment.Site.InviteAsync(Kim, "Member");
        await deployment.Site.AcceptAsync(Kim);
        var story = await GroupStory.BeginAsync(deployment, tenant);

        // Row 3: groups of the identity provider, found there and mapped with a role.
        await story.SetAsync(new { leavers = "automatic" });
        await story.MapAsync(Seo, nameof(AppRole.Member));
        await story.MapAsync(Leads, nameof(AppRole.Admin));
        await story.ListenAsync();

        // Row 19: group assignment provisions and deprovisions.
        await JoinAsync(story);
        await MoveAsync(story);
        await LeaveAsync(story);
        await ConfirmAsync(story);
        await DisableAsync(story);
        await story.EndAsync();
        story.Times.Print();
        await AssertTrueAsync(story);
    }

    // Four people come into a group at once, and a fifth who has a seat: they are invited, and that one is only matched.
    private static async Task JoinAsync(GroupStory story)
    {
        Assert.Contains(Kim, await story.Hub.TabAsync(MemberStatus.Unmatched));
        await story.AddAsync(Person("Kim Known", Kim));
        await story.ChangeAsync(Seo, [.. invited, Kim], []);
        foreach (var email in invited)
            await story.DoneAsync(AutomatedTaskType.AddMembers, email);
        var (told, done) = (await story.ToldAsync(Eve, "grantGiven"), await story.DoneAsync(AutomatedTaskType.AddMembers, Eve));
        story.Times.Note("four people come into a group: they are invited", await ArrivedAsync(story, Seo), told.At, done.UpdatedAt);
        var matched = await story.ToldAsync(Kim, "grantGiven");
        story.Times.Note("and one who has a seat already: matched", await ArrivedAsync(story, Seo), matched.At);

        await story.AcceptAsync(invited);
        foreach (var email in invited)
            Assert.Equal(nameof(AppRole.Member), await story.RoleAsync(email));
        Assert.Equal(["Group"], (await story.ExplainAsync(Ben)).Reasons.Select(reason => reason.Kind));
        Assert.Equal(["Group", "Imported"], (await story.ExplainAsync(Kim)).Reasons.Select(reason => reason.Kind).Order(StringComparer.Ordinal));
        Assert.Equal(["invitationCreated", "invitationAccepted"], await story.EffectsOfAsync(Kim));
    }

    // One is told to have left before they are told to have come, the other the other way round.
    private static async Task MoveAsync(GroupStory story)
    {
        await story.ChangeAsync(Seo, [], [Ben]);
        await story.ChangeAsync(Leads, [Cleo], []);
        var left = await story.ToldAsync(Ben, "groupLeft");
        story.Times.Note("leaves the old group first: kept", await ArrivedAsync(story, Seo), left.At);
        var climbed = await story.DoneAsync(AutomatedTaskType.UpdateRoles, Cleo);
        story.Times.Note("comes into the new group first: the higher role", await ArrivedAsync(story, Leads), (await story.ToldAsync(Cleo, "grantGiven")).At, climbed.UpdatedAt);
        Assert.Equal((nameof(AppRole.Member), nameof(AppRole.Admin)), (await story.RoleAsync(Ben), await story.RoleAsync(Cleo)));

        await story.ChangeAsync(Leads, [Ben], []);
        await story.ChangeAsync(Seo, [], [Cleo]);
        var moved = await story.DoneAsync(AutomatedTaskType.UpdateRoles, Ben);
        story.Times.Note("comes into the new group after all: its role", await ArrivedAsync(story, Leads), (await story.ToldAsync(Ben, "grantChanged")).At, moved.UpdatedAt);
        var ended = await story.ToldAsync(Cleo, "grantEnded");
        story.Times.Note("leaves the old group last: nothing", await ArrivedAsync(story, Seo), ended.At);
        Assert.Equal((nameof(AppRole.Admin), nameof(AppRole.Admin)), (await story.RoleAsync(Ben), await story.RoleAsync(Cleo)));
        foreach (var email in new[] { Ben, Cleo })
            Assert.Equal(["invitationCreated", "invitationAccepted", "roleChanged"], await story.EffectsOfAsync(email));
    }

    // Two leave the last group that they are in. One is back within the grace; of the other every group is read once more after it.
    private static async Task LeaveAsync(GroupStory story)
    {
        await story.ChangeAsync(Seo, [], [Dan, Eve]);
        story.Times.Note("leaves the last group: kept for the grace", await ArrivedAsync(story, Seo), (await story.ToldAsync(Dan, "groupLeft")).At);
        await story.ToldAsync(Eve, "groupLeft");
        var kept = Assert.Single((await story.ExplainAsync(Dan)).Reasons).Sentence;
        Assert.Contains("keep it for the hub's grace", kept, StringComparison.Ordinal);
        await AssertNamesAsync(story, kept);

        await story.ChangeAsync(Seo, [Eve], []);
        story.Times.Note("is back within the grace: kept", await ArrivedAsync(story, Seo), (await story.ToldAsync(Eve, "groupRejoined")).At);
        var (seo, leads) = (await ReadsAsync(story, Seo), await ReadsAsync(story, Leads));
        Assert.Equal(["invitationCreated", "invitationAccepted"], await story.EffectsOfAsync(Dan));

        var over = DateTimeOffset.UtcNow;
        await story.SetAsync(new { graceMinutes = 0 });
        var gone = await story.DoneAsync(AutomatedTaskType.RemoveMembers, Dan);
        story.Times.Note("the grace is over, read again: removed (from the end of the grace)", over, (await story.ToldAsync(Dan, "grantEnded")).At, gone.UpdatedAt);
        Assert.Equal(["invitationCreated", "invitationAccepted"], await story.EffectsOfAsync(Eve));
        Assert.True(await ReadsAsync(story, Seo) > seo && await ReadsAsync(story, Leads) > leads, "Not every group was read again before the seat went.");
    }

    // The hub asks a person first.
    private static async Task ConfirmAsync(GroupStory story)
    {
        await story.SetAsync(new { leavers = "confirm" });
        await story.ChangeAsync(Seo, [], [Eve]);
        var leaver = await story.LeaverAsync(Eve);
        story.Times.Note("leaves the last group, and the hub asks: a leaver of the report", await ArrivedAsync(story, Seo), (await story.ToldAsync(Eve, "groupLeftForGood")).At);
        Assert.Equal("GroupLeaver", leaver.Kind);
        await AssertNamesAsync(story, leaver.Sentence);
        Assert.Equal(["invitationCreated", "invitationAccepted"], await story.EffectsOfAsync(Eve));
        await story.Hub.DoneAsync(HttpMethod.Post, $"{story.Hub.Hub}/leavers/apply", new ApplyLeaversRequest([leaver.MemberId ?? ""]));
        Assert.Equal(["invitationCreated", "invitationAccepted", "memberRemoved"], await story.EffectsOfAsync(Eve));
    }

    // Who is disabled has no grace, however long it is; but the hub's setting holds, and so does its guard.
    private static async Task DisableAsync(GroupStory story)
    {
        await story.SetAsync(new { graceMinutes = 10_080 });
        await story.Tenant.ChangeUserAsync(Cleo, new JsonObject { ["accountEnabled"] = false }, Cancellation);
        var leaver = await story.LeaverAsync(Cleo);
        var disabled = await story.NotifiedAsync(await story.Tenant.UserIdAsync(Cleo, Cancellation));
        story.Times.Note("is disabled, and the hub asks: a leaver of the report", disabled, (await story.ToldAsync(Cleo, "groupLeftForGood")).At);
        Assert.Contains($"\"{Leads}\"", leaver.Sentence, StringComparison.Ordinal);
        Assert.Contains("left the workspace: Disabled in the directory since ", leaver.Sentence, StringComparison.Ordinal);

        await story.SetAsync(new { leavers = "automatic", guard = new { maxLosses = 0, maxPercent = 0 } });
        var removal = await story.WaitingAsync(AutomatedTaskType.RemoveMembers);
        Assert.Equal([Cleo], removal.Approval?.WouldGo.Select(entry => entry.Email));
        Assert.Equal(["invitationCreated", "invitationAccepted", "roleChanged"], await story.EffectsOfAsync(Cleo));
        await story.Deployment.Owner.ApproveAsync(removal.Id, removal.Approval?.PlanDigest ?? "", Cancellation);
        await story.DoneAsync(AutomatedTaskType.RemoveMembers, Cleo);
    }

    private static async Task AssertTrueAsync(GroupStory story)
    {
        string[] expected =
        [
            .. new[] { Kim }.Concat(invited).SelectMany(email => new[] { $"invitationCreated {email}", $"invitationAccepted {email}" }),
            $"roleChanged {Ben}", $"roleChanged {Cleo}", $"memberRemoved {Dan}", $"memberRemoved {Eve}", $"memberRemoved {Cleo}",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), (await story.Deployment.Site.EffectsAsync()).Order(StringComparer.Ordinal));
        var hub = story.Hub.Hub["hubs/".Length..];
        await Truth.AssertRefereeAgreesAsync(story.Deployment.World, await story.Deployment.Owner.ListMembersAsync(hub, Cancellation));

        // Why somebody has, or lost, the seat: the group, and the event that told of it.
        foreach (var (email, what) in new[] { (Dan, "groupLeft"), (Dan, "grantEnded"), (Eve, "groupRejoined"), (Eve, "groupLeftForGood"), (Ben, "grantChanged"), (Kim, "grantGiven") })
        {
            var entry = (await story.ExplainAsync(email)).History.First(happened => happened.Entry.Event == what).Entry;
            await AssertNamesAsync(story, $"{entry.Before} {entry.After}");
        }

        Assert.Contains("(left the workspace: Disabled in the directory since ", (await story.ExplainAsync(Cleo)).History.First(happened => happened.Entry.Event == "grantEnded").Entry.After, StringComparison.Ordinal);
        Assert.True((await story.Deployment.Owner.GetAsync<ActivityVerdictResponse>($"activity/verify?hubId={hub}", Cancellation)).Whole);
    }

    private static async Task AssertNamesAsync(GroupStory story, string? text)
    {
        var subscription = (await story.Tenant.SubscriptionsAsync(Cancellation)).Single(one => one["resource"]?.ToString() == "groups")["id"]?.ToString();
        // The event itself, and not only whose it is.
        Assert.Matches("notification [0-9]+ at ", text);
        Assert.DoesNotContain(subscription ?? "no subscription", text, StringComparison.Ordinal);
        Assert.Contains($"\"{Seo}", text, StringComparison.Ordinal);
    }

    private static async Task<DateTimeOffset> ArrivedAsync(GroupStory story, string group) => await story.NotifiedAsync(await story.Tenant.GroupIdAsync(group, Cancellation));

    private static async Task<int> ReadsAsync(GroupStory story, string group) => await story.ReadsAsync(await story.Tenant.GroupIdAsync(group, Cancellation));

    // Where callers have tokens of a tenant, it is the tenant that people are read from.
    private static JsonObject Recipe() => new()
    {
        ["app"] = new JsonObject { ["tenantId"] = RunningIssuer.Tenant },
        ["people"] = new JsonArray([.. invited.Select(email => (JsonNode)Person(email.Split('@')[0], email))]),
        ["groups"] = new JsonArray(new JsonObject { ["displayName"] = Seo }, new JsonObject { ["displayName"] = Leads }),
    };

    private static JsonObject Person(string name, string address) => new() { ["displayName"] = name, ["userPrincipalName"] = address, ["mail"] = address };
}
