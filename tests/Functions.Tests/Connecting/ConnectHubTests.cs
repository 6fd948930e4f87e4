using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Connecting;

public sealed class ConnectHubTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task A_connected_hub_has_its_members_matched_and_its_connector_as_owner()
    {
        var owner = await world.PersonAsync(WorkspaceRole.User);
        var (account, site) = await world.AccountAsync(owner);
        site.People = [ScriptedSite.Person(owner.Person.Email), ScriptedSite.Person("nobody.knows@example.net"), ScriptedSite.Person("invited@example.net", presence: Presence.Pending)];

        var started = (await owner.Caller.PostAsync("hubs", HubWorld.Wish(account))).Expect(HttpStatusCode.Accepted);
        var hub = new TestHub(world, started.As<TaskResponse>().HubId ?? "", owner, site, account);
        var ended = await hub.EndOfAsync(started.As<TaskResponse>().Id);

        Assert.Equal($"/api/v1/tasks/{ended.Id}", started.Location);
        Assert.Equal(AutomatedTaskStatus.Completed, ended.Status);
        var shown = (await owner.Caller.GetAsync($"hubs/{hub.Id}")).Expect(HttpStatusCode.OK).As<HubResponse>();
        Assert.Equal((HubState.Connected, HubRole.Owner, site.Workspace.Id, null), (shown.State, shown.MyRole, shown.Workspace?.Id, shown.ActiveTaskId));
        Assert.Equal(new MemberCounts(Onboarded: 2, Guest: 0, Unmatched: 3, Exempted: 0), shown.Counts);
        var members = (await owner.Caller.GetAsync($"hubs/{hub.Id}/members")).As<ListResponse<MemberResponse>>().Items;
        Assert.Equal(5, members.Count);
        Assert.Equal(owner.Person.Name, members.Single(member => member.UserId == owner.Person.Id).UserName);
        Assert.Equal(MemberStatus.Onboarded, members.Single(member => member.IsAutomationAccount).Status);
        Assert.Contains(await hub.ActivityAsync(), entry => entry.Entry.Event == "hubConnected" && entry.Entry.ActorId == owner.Person.Id);
    }

    [Fact]
    public async Task Of_ten_who_want_one_identifier_one_wins_and_nine_are_told()
    {
        var owner = await world.PersonAsync(WorkspaceRole.User);
        var accounts = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => world.AccountAsync(owner)));
        var identifier = $"Same{Guid.NewGuid():N}"[..12];

        var answers = await Task.WhenAll(accounts.Select((account, number) =>
            owner.Caller.PostAsync("hubs", HubWorld.Wish(account.AccountId, number % 2 == 0 ? identifier : identifier.ToUpperInvariant()))));

        var winner = Assert.Single(answers, answer => answer.Status == HttpStatusCode.Accepted);
        Assert.Equal(9, answers.Count(answer => answer.Kind == "identifierTaken"));
        await new TestHub(world, winner.As<TaskResponse>().HubId ?? "", owner, accounts[0].Site, "").EndOfAsync(winner.As<TaskResponse>().Id);
        var used = await Task.WhenAll(accounts.Select(account => world.App.Get<AccountsTable>().FindAsync(account.AccountId, HubWorld.Cancel)));
        Assert.Single(used, account => account?.InUseBy is not null);
    }

    [Fact]
    public async Task An_account_in_use_is_refused_and_nothing_of_the_refused_hub_is_left()
    {
        var hub = await world.ConnectAsync();
        var identifier = "again1";

        var refused = await hub.Owner.Caller.PostAsync("hubs", HubWorld.Wish(hub.AccountId, identifier));

        refused.Expect(HttpStatusCode.Conflict);
        Assert.Equal("automationAccountInUse", refused.Kind);
        Assert.Single((await hub.Owner.Caller.GetAsync("hubs")).As<ListResponse<HubResponse>>().Items);
        var (other, _) = await world.AccountAsync(hub.Owner);
        var task = (await hub.Owner.Caller.PostAsync("hubs", HubWorld.Wish(other, identifier))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(task.Id)).Status);
    }

    [Fact]
    public async Task The_same_idempotency_key_gives_the_same_hub_and_another_body_is_refused()
    {
        var owner = await world.PersonAsync(WorkspaceRole.User);
        var (account, site) = await world.AccountAsync(owner);
        var wish = HubWorld.Wish(account);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SendAsync(wish)));

        var task = Assert.Single(answers.Select(answer => answer.Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id).Distinct());
        await new TestHub(world, answers[0].As<TaskResponse>().HubId ?? "", owner, site, account).EndOfAsync(task);
        Assert.Equal(task, (await SendAsync(wish)).As<TaskResponse>().Id);
        Assert.Equal(1, site.Verifications);
        Assert.Equal("idempotencyKeyReused", (await SendAsync(wish with { Label = "Other" })).Kind);

        Task<ApiAnswer> SendAsync(ConnectHubRequest body) =>
            owner.Caller.SendAsync(HttpMethod.Post, "hubs", System.Net.Http.Json.JsonContent.Create(body, options: Functions.Http.ApiJson.Options), ("Idempotency-Key", "once"));
    }

    [Fact]
    public async Task The_same_call_with_its_key_finds_its_task_also_where_the_hub_has_another_account_since_and_the_first_is_deleted()
    {
        var owner = await world.PersonAsync(WorkspaceRole.User);
        var (account, site) = await world.AccountAsync(owner);
        var wish = HubWorld.Wish(account);
        var task = (await SendAsync()).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        var hub = new TestHub(world, task.HubId ?? "", owner, site, account);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(task.Id)).Status);
        var (next, _) = await world.AccountAsync(owner, new ScriptedSite { Workspace = site.Workspace, People = [ScriptedSite.Person(site.OperatorEmail, AppRole.Admin)] });
        var replaced = (await owner.Caller.PutAsync($"hubs/{hub.Id}/automation-account", new ReplaceAutomationAccountRequest(next))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(replaced.Id)).Status);
        (await owner.Caller.DeleteAsync($"accounts/{account}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal(task.Id, (await SendAsync()).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        Task<ApiAnswer> SendAsync() =>
            owner.Caller.SendAsync(HttpMethod.Post, "hubs", System.Net.Http.Json.JsonContent.Create(wish, options: Functions.Http.ApiJson.Options), ("Idempotency-Key", "moved"));
    }

    [Theory]
    [InlineData("ab", "identifier")]
    [InlineData("a234567890123456789012345678901", "identifier")]
    [InlineData("with-symbol", "identifier")]
    [InlineData("mañana", "identifier")]
    public async Task An_identifier_that_breaks_the_rule_is_refused(string identifier, string field)
    {
        var owner = await world.PersonAsync(WorkspaceRole.User);
        var (account, _) = await world.AccountAsync(owner);

        var answer = (await owner.Caller.PostAsync("hubs", HubWorld.Wish(account, identifier))).Expect(HttpStatusCode.BadRequest);

        Assert.NotNull(answer.Json["errors"]?[field]);
    }

    [Fact]
    public async Task What_cannot_be_connected_is_refused_with_its_reason()
    {
        var owner = await world.PersonAsync(WorkspaceRole.User);
        var stranger = await world.PersonAsync(WorkspaceRole.User);
        var guest = await world.PersonAsync(WorkspaceRole.GuestUser);
        var (account, _) = await world.AccountAsync(owner);
        var wish = HubWorld.Wish(account);

        Assert.Equal("notSupportedByApp", (await owner.Caller.PostAsync("hubs", wish with { LoginMethod = "sso" })).Kind);
        Assert.Equal("invalid", (await owner.Caller.PostAsync("hubs", wish with { App = "nonesuch" })).Kind);
        Assert.Equal("invalid", (await owner.Caller.PostAsync("hubs", wish with { AutomationAccountId = "nonesuch" })).Kind);
        Assert.Equal("invalid", (await owner.Caller.PostAsync("hubs", wish with { Label = " " })).Kind);
        Assert.Equal("notAllowed", (await guest.Caller.PostAsync("hubs", wish)).Kind);
        var missing = await stranger.Caller.PostAsync("hubs", wish);
        Assert.Equal("automationAccountMissing", missing.Kind);
        Assert.Equal("/api/v1/accounts", missing.Json["link"]?.GetValue<string>());
        Assert.Empty((await owner.Caller.GetAsync("hubs")).As<ListResponse<HubResponse>>().Items);
    }

    [Fact]
    public async Task Several_workspaces_wait_for_a_choice_and_the_retry_names_it()
    {
        var site = new ScriptedSite();
        site.FailNextVerification(new Failure(FailureKind.WorkspaceNotChosen, FailurePhase.Login, Choices: ["Acme", "Acme Labs"]));
        var hub = await world.ConnectAsync(site);
        var asked = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}")).As<HubResponse>();

        Assert.Equal(HubState.NeedsAttention, asked.State);
        Assert.Equal((AttentionReason.ReviewConfiguration, "WorkspaceNotChosen"), (asked.Attention?.Reason, asked.Attention?.Kind));
        Assert.Equal(["Acme", "Acme Labs"], asked.Attention?.Choices);

        var again = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/retry", new RetryHubRequest("Acme Labs"))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(again.Id)).Status);
        Assert.Equal("Acme Labs", site.Asked);
        Assert.Equal(HubState.Connected, (await hub.RowAsync()).State);
    }

    [Theory]
    [InlineData(FailureKind.InvalidCredentials, AttentionReason.ReviewAutomationAccount)]
    [InlineData(FailureKind.InsufficientRole, AttentionReason.ReviewAutomationAccount)]
    [InlineData(FailureKind.WrongWorkspace, AttentionReason.ReviewConfiguration)]
    public async Task What_only_a_person_can_mend_is_tried_once_and_says_why(FailureKind kind, AttentionReason reason)
    {
        var site = new ScriptedSite();
        site.FailNextVerification(new Failure(kind, FailurePhase.Login));

        var hub = await world.ConnectAsync(site);

        var row = await hub.RowAsync();
        Assert.Equal((HubState.NeedsAttention, reason, kind), (row.State, row.Trouble?.Reason, row.Trouble?.Kind));
        Assert.Equal((1, 0), (site.Verifications, site.Reads));
        Assert.Null(row.ActiveTaskId);
    }

    [Fact]
    public async Task Trouble_that_passes_is_tried_again()
    {
        var site = new ScriptedSite();
        site.FailNextVerification(new Failure(FailureKind.SiteUnavailable));
        site.FailNextVerification(new Failure(FailureKind.RateLimited));

        var hub = await world.ConnectAsync(site);

        Assert.Equal(HubState.Connected, (await hub.RowAsync()).State);
        Assert.Equal(3, site.Verifications);
    }

    [Fact]
    public async Task A_second_hub_on_the_same_workspace_is_refused()
    {
        var first = await world.ConnectAsync();

        var second = await world.ConnectAsync(new ScriptedSite { Workspace = first.Site.Workspace });

        var row = await second.RowAsync();
        Assert.Equal((HubState.NeedsAttention, FailureKind.WorkspaceAlreadyConnected), (row.State, row.Trouble?.Kind));
        Assert.DoesNotContain(first.Id, row.Trouble?.Detail, StringComparison.Ordinal);
        Assert.Null(row.Workspace);
        Assert.Equal(HubState.Connected, (await first.RowAsync()).State);
    }

    [Fact]
    public async Task A_hub_stays_with_its_workspace_for_good()
    {
        var hub = await world.ConnectAsync();
        var pinned = hub.Site.Workspace;
        hub.Site.Workspace = new AppWorkspace("other", "Acme");
        await world.Hubs.ChangeAsync(hub.Id, row => row with { State = HubState.NeedsAttention }, HubWorld.Cancel);

        var again = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/retry", new RetryHubRequest(null))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        var ended = await hub.EndOfAsync(again.Id);

        Assert.Equal(FailureKind.WrongWorkspace, ended.Failure?.Kind);
        Assert.Equal(pinned, (await hub.RowAsync()).Workspace);
    }
}
