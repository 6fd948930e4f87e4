using System.Net;
using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Article;

/// <summary>
/// What the reference's article promises of people and teams, row by row, through Chromium: adding and removing both, joining, one's own
/// account, logging in and protecting it, and the end of a hub. The site's journal is the judge.
/// </summary>
public sealed class PeopleStoryTests(LocalParts parts)
{
    // The hub's Owner: locally the only one whose key is their own, which an account of one's own asks for.
    private const string Ann = "owner@corp.test";
    private const string Ben = "ben.team@corp.test";
    private const string Cleo = "cleo.team@corp.test";
    private const string Own = "Own-Secret-5531-Lantern";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task People_and_teams_join_protect_their_own_account_log_in_and_leave_and_the_hub_goes()
    {
        // No budget of requests: on loopback nothing paces the app, and a quick machine does all of this within a minute.
        var recipe = new JsonObject { ["overrides"] = new JsonObject { ["seatsPaid"] = 25 }, ["options"] = new JsonObject { ["budget"] = null } };
        await using var deployment = await Deployment.StartAsync(parts, "small", recipe, new Dictionary<string, string?> { ["Provisioning__Settling"] = "00:00:00.5" });
        await deployment.Owner.ImportUsersAsync([Person("Ben Team", Ben), Person("Cleo Team", Cleo)], Cancellation);
        var story = await HubStory.ConnectAsync(deployment, deployment.Owner);

        // Row 17: a person by name and two teams. Ann is in one of them, too: she has two grants, and one invitation.
        await story.DoneAsync(HttpMethod.Post, $"{story.Hub}/members", new AddMembersRequest([new PersonToAdd(Email: Ann)], AppRole: nameof(AppRole.Member)));
        var (seo, content) = (await TeamAsync(story, deployment.Owner, "SEO", Ann, Ben), await TeamAsync(story, deployment.Owner, "Content", Cleo));
        await story.DoneAsync(HttpMethod.Post, $"{story.Hub}/members", new AddMembersRequest(People: null, [seo, content], nameof(AppRole.Member), "Collaborator"));
        await story.EndAllAsync(AutomatedTaskType.AddMembers);

        // Row 16: they follow the link in the mail, and the next check finds them as members who still have to connect their account.
        foreach (var email in new[] { Ann, Ben, Cleo })
            await deployment.Site.AcceptAsync(email);
        await story.CheckAsync();
        Assert.Superset(new HashSet<string> { Ann, Ben, Cleo }, (await story.TabAsync(MemberStatus.Onboarded)).ToHashSet(StringComparer.Ordinal));
        Assert.Equal(MemberStage.AwaitingAccount, (await story.MemberAsync(Ann)).Stage);

        // Rows 10, 23 and 22: Ann's own account, tried by a sign-in, and its card; what she needs to log in; and it is protected.
        await deployment.Site.GivePasswordAsync(Ann, Own);
        await ProtectAsync(story, deployment.Owner);
        await story.CheckAsync();
        Assert.Equal((MemberStage.None, MemberStage.AwaitingAccount), ((await story.MemberAsync(Ann)).Stage, (await story.MemberAsync(Ben)).Stage));

        // Row 18: the teams go, and with them whom nothing else gives a seat; then a person. The last Owner stays.
        await story.DoneAsync(HttpMethod.Delete, $"{story.Hub}/teams/{seo}?scope=app");
        await story.DoneAsync(HttpMethod.Post, $"{story.Hub}/removals", new RemoveMembersRequest(MemberIds: null, [content], "app", "The team is done."));
        await story.EndAllAsync(AutomatedTaskType.RemoveMembers);
        Assert.Superset(new HashSet<string> { Ann }, (await story.TabAsync(MemberStatus.Onboarded)).ToHashSet(StringComparer.Ordinal));
        await story.DoneAsync(HttpMethod.Delete, $"{await story.PathOfAsync(Ann)}?scope=app");
        var owner = Assert.Single(await deployment.Owner.ListAsync<HubPersonResponse>($"{story.Hub}/people?hubRole=Owner", Cancellation));
        await (await deployment.Owner.Http.DeleteAsync($"{story.Hub}/people/{owner.UserId}", Cancellation)).AssertRefusedAsync(HttpStatusCode.Conflict, "lastOwner");
        await AssertEffectsAsync(deployment);

        // Row 25: the hub is gone, and nobody lost a seat by it.
        await story.EndAsync(await deployment.Owner.SendAsync<TaskResponse>(HttpMethod.Delete, $"{story.Hub}?accounts=delete", body: null, Cancellation));
        Assert.Empty(await deployment.Owner.ListHubsAsync(Cancellation));
        await AssertEffectsAsync(deployment);
        await Truth.AssertNoViolationAsync(deployment.World);
    }

    private static async Task<string> TeamAsync(HubStory story, SeatkeeperClient owner, string name, params string[] emails)
    {
        string[] members = [.. await Task.WhenAll(emails.Select(async email => (await story.FindPersonAsync(email)).Id))];
        return (await owner.PostAsync<TeamResponse>("teams", new TeamRequest(name, members), Cancellation)).Id;
    }

    private static async Task ProtectAsync(HubStory story, SeatkeeperClient ann)
    {
        var card = await ann.PostAsync<AccountResponse>($"{story.Hub}/accounts?verify=true", new ConnectAccountRequest(Ann, Own, TotpSecret: null), Cancellation);
        await EndOwnAsync(ann, card.TaskId);
        var shown = Assert.Single(await ann.ListAsync<AccountResponse>($"{story.Hub}/accounts", Cancellation));
        Assert.Equal((card.Id, Ann, true), (shown.Id, shown.Username, shown.VerifiedAt is not null));
        var before = await ann.PostAsync<LoginResponse>($"accounts/{card.Id}/login", body: null, Cancellation);
        Assert.Equal((Ann, Own, null), (before.Username, before.Password, before.OneTimeCode));
        await EndOwnAsync(ann, (await ann.PostAsync<TaskResponse>($"accounts/{card.Id}/protect", body: null, Cancellation)).Id);
        var after = await ann.PostAsync<LoginResponse>($"accounts/{card.Id}/login", body: null, Cancellation);
        Assert.NotEqual(Own, after.Password);
        Assert.Equal(6, after.OneTimeCode?.Length);
        Assert.Equal(20, (await ann.PostAsync<BackupCodeResponse>($"accounts/{card.Id}/backup-code", body: null, Cancellation)).Code.Length);
        using var twice = await ann.Http.PostAsync($"accounts/{card.Id}/backup-code", content: null, Cancellation);
        await twice.AssertRefusedAsync(HttpStatusCode.NotFound, "notFound");
    }

    private static async Task EndOwnAsync(SeatkeeperClient person, string? task) =>
        Deployment.AssertCompleted(await person.FollowAsync(task ?? throw new InvalidOperationException("No task was named."), Deployment.Patience, Cancellation));

    private static async Task AssertEffectsAsync(Deployment deployment)
    {
        var effects = await deployment.Site.EffectsAsync();
        string[] expected =
        [
            .. new[] { Ann, Ben, Cleo }.SelectMany(person => new[] { $"invitationCreated {person}", $"invitationAccepted {person}", $"memberRemoved {person}" }),
            $"passwordChanged {Ann}", $"twoFactorTurnedOn {Ann}",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), effects.Order(StringComparer.Ordinal));
        Assert.True(Last(effects, $"memberRemoved {Ben}") < Last(effects, $"memberRemoved {Ann}"), string.Join('\n', effects));
    }

    private static int Last(IReadOnlyList<string> effects, string effect) => effects.ToList().LastIndexOf(effect);

    private static ImportedUser Person(string name, string email) => new(Id: null, Kind: null, name, Username: null, email, Aliases: null, Role: null);
}
