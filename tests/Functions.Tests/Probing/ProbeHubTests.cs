using System.Net;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Probing;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Probing.ProbeWorld;

namespace Seatkeeper.Functions.Tests.Probing;

public sealed class ProbeHubTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task What_a_probe_found_is_on_its_task_and_the_hub_is_as_it_was()
    {
        var hub = await world.ReadyAsync();
        var before = await hub.RowAsync();

        var task = await ProbeAsync(hub, new ProbeRequest());

        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        Assert.Equal(("digest-1", "en", false), (task.Probe?.MapDigest, task.Probe?.Language, task.Probe?.Verification is not null));
        Assert.Equal(("page.main", LandmarkState.Found, 1), task.Probe?.Places[0].Landmarks.Select(landmark => (landmark.Key, landmark.State, landmark.Count)).Single());
        Assert.Null((await hub.Owner.Caller.GetAsync($"tasks?hubId={hub.Id}&type=Probe")).Expect(HttpStatusCode.OK).As<ListResponse<TaskResponse>>().Items.Single().Probe);
        Assert.Equal(before.ETag, (await hub.RowAsync()).ETag);
        Assert.Equal(new ProbeWish(before.Workspace, OpenDialogs: false), hub.Asked.Single());
    }

    [Fact]
    public async Task A_word_verifies_what_that_probe_found_for_that_map_language_and_workspace_and_nothing_else()
    {
        var hub = await world.ReadyAsync(report => report with { IsRealSite = true, Effects = [new(ChangeAction.Remove, []), new(ChangeAction.Invite, ["pending: invite.open (Missing, 0 found)"])] });

        var task = await ProbeAsync(hub, new ProbeRequest(OpenDialogs: true, Verify: true, Word));

        Assert.True(task.Probe?.Verification?.IsVerified);
        Assert.Equal([ChangeAction.Remove], task.Probe?.Verification?.Effects);
        Assert.Equal([true, false], task.Probe?.Effects.Select(effect => effect.IsPermitted));
        var workspace = (await hub.RowAsync()).Workspace?.Id ?? "";
        var found = Assert.Single(await world.FindAsync("app.example", "digest-1", workspace));
        Assert.Equal(("en", Word, hub.Owner.Person.Id, task.Id), (found.Language, found.Word, found.ById, found.TaskId));
        Assert.Empty(await world.FindAsync("app.example", "digest-2", workspace));
        Assert.Empty(await world.FindAsync("app.example", "digest-1", workspace + "x"));
        Assert.Empty(await world.FindAsync("other.example", "digest-1", workspace));
        Assert.Equal(["pageMapVerified"], (await hub.Hub.ActivityAsync()).Where(entry => entry.Entry.TaskId == task.Id).Select(entry => entry.Entry.Event));
    }

    [Theory]
    [InlineData("lacking")]
    [InlineData("elsewhere")]
    [InlineData("foreign")]
    public async Task A_word_that_the_probe_does_not_bear_out_verifies_nothing_and_neither_does_a_retry(string how)
    {
        var isGood = false;
        var hub = await world.ReadyAsync(report => how switch
        {
            _ when isGood => report,
            "lacking" => report with { Effects = [new(ChangeAction.Remove, ["removeDialog: removeDialog.cancel (Missing, 0 found)"])] },
            "elsewhere" => report with { Workspace = new("another", "Another") },
            _ => report with { Language = null },
        });

        var task = await ProbeAsync(hub, new ProbeRequest(OpenDialogs: true, Verify: true, Word));

        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, false), (task.Status, task.Probe?.Verification?.IsVerified));
        Assert.NotEmpty(task.Probe?.Verification?.Reason ?? "");
        isGood = true;
        var again = (await hub.Owner.Caller.PostAsync($"tasks/{task.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        await hub.Hub.EndOfAsync(again.Id);
        Assert.False((await hub.Owner.Caller.GetAsync($"tasks/{again.Id}")).Expect(HttpStatusCode.OK).As<TaskResponse>().Probe?.Verification?.IsVerified);
        Assert.Empty((await world.FindAsync("app.example", "digest-1", (await hub.RowAsync()).Workspace?.Id ?? "")).SelectMany(found => found.Effects));
    }

    [Fact]
    public async Task A_word_has_to_say_something_about_dialogs_that_were_looked_at()
    {
        var hub = await world.ReadyAsync();

        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/probe", new ProbeRequest(Verify: true, Word: "yes"))).ExpectInvalid("word", "openDialogs");
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/probe", new ProbeRequest(Word: Word))).ExpectInvalid("word");
        (await hub.Owner.Caller.PostTextAsync($"hubs/{hub.Id}/probe", "{\"submit\":true}")).ExpectInvalid("submit");
        using var stranger = (await world.PersonAsync(WorkspaceRole.User)).Caller;
        (await stranger.PostAsync($"hubs/{hub.Id}/probe", new ProbeRequest())).Expect(HttpStatusCode.NotFound);
        Assert.Empty(hub.Asked);
    }

    [Fact]
    public async Task A_missing_landmark_is_no_success_and_a_failed_probe_is_done_again_without_taking_the_hub()
    {
        var hub = await world.ReadyAsync(report => report with { Places = [new("confirmed", [new("invite.open", LandmarkState.Missing, 0, null)], null, [], null)] });
        Assert.Equal(AutomatedTaskStatus.CompletedWithErrors, (await ProbeAsync(hub, new ProbeRequest())).Status);
        hub.Hub.Site.ProbeAsync = (_, _) => throw new AppFailureException(new Failure(FailureKind.InvalidCredentials, FailurePhase.Login));
        var failed = await ProbeAsync(hub, new ProbeRequest());
        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.InvalidCredentials), (failed.Status, failed.Failure?.Kind));

        var again = (await hub.Owner.Caller.PostAsync($"tasks/{failed.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();

        Assert.Equal(AutomatedTaskStatus.Failed, (await hub.Hub.EndOfAsync(again.Id)).Status);
        Assert.Null((await hub.RowAsync()).ActiveTaskId);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.Hub.CheckAsync()).Status);
    }

    [Fact]
    public async Task The_connector_is_told_what_was_verified()
    {
        var hub = await world.ReadyAsync();
        await ProbeAsync(hub, new ProbeRequest(OpenDialogs: true, Verify: true, Word));
        IReadOnlyList<MapVerification> told = [];
        var workspace = (await hub.RowAsync()).Workspace?.Id ?? "";
        hub.Hub.Site.BeforeNextRead(async (run, cancel) => told = await run.FindVerificationsAsync(new MapIdentity("app.example", "map", 1, "digest-1"), workspace, cancel));

        await hub.Hub.CheckAsync();

        Assert.Equal([ChangeAction.Remove], Assert.Single(told).Effects);
    }

    [Fact]
    public async Task A_word_is_taken_back_by_a_probe_that_does_not_bear_it_out_any_more()
    {
        var lacking = Array.Empty<string>();
        var hub = await world.ReadyAsync(report => report with { IsRealSite = true, Effects = [new(ChangeAction.Remove, lacking)] });
        await ProbeAsync(hub, new ProbeRequest(OpenDialogs: true, Verify: true, Word));
        lacking = ["removeDialog: removeDialog.cancel (Missing, 0 found)"];

        var task = await ProbeAsync(hub, new ProbeRequest(OpenDialogs: true, Verify: true, Word));

        Assert.Equal((false, false), (task.Probe?.Verification?.IsVerified, task.Probe?.Effects.Single().IsPermitted));
        var workspace = (await hub.RowAsync()).Workspace?.Id ?? "";
        Assert.Equal((task.Id, 0), (await world.FindAsync("app.example", "digest-1", workspace)).Select(found => (found.TaskId, found.Effects.Count)).Single());
        Assert.Equal(["pageMapVerified", "pageMapWordTakenBack"], (await hub.Hub.ActivityAsync()).Select(entry => entry.Entry.Event).Where(what => what.StartsWith("pageMap", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_was_verified_before_goes_where_a_word_is_not_borne_out_and_never_comes_back_with_an_earlier_map()
    {
        var (digest, language, isElsewhere) = ("digest-1", "en", false);
        var hub = await world.ReadyAsync(report => report with
        {
            IsRealSite = true,
            Map = report.Map with { Digest = digest },
            Language = language,
            Workspace = isElsewhere ? new("another", "Another") : report.Workspace,
        });
        var look = hub.Hub.Site.ProbeAsync;
        var workspace = (await hub.RowAsync()).Workspace?.Id ?? "";

        // Another language of the same map says nothing against it; another content of the map does.
        await VerifyAsync();
        language = "de";
        await VerifyAsync();
        Assert.Equal(["digest-1 de", "digest-1 en"], await InForceAsync());
        digest = "digest-2";
        await VerifyAsync();
        Assert.Equal(["digest-2 de"], await InForceAsync());

        isElsewhere = true;
        Assert.False((await VerifyAsync()).Probe?.Verification?.IsVerified);
        Assert.Empty(await InForceAsync());
        isElsewhere = false;
        Assert.True((await VerifyAsync()).Probe?.Verification?.IsVerified);

        // In order: of a probe without a word nothing comes; one with a word that fails takes it back before it is told to have failed.
        hub.Hub.Site.ProbeAsync = (_, _) => throw new AppFailureException(new Failure(FailureKind.PageContractBroken));
        await ProbeAsync(hub, new ProbeRequest(OpenDialogs: true));
        Assert.Single(await InForceAsync());
        Assert.Equal(AutomatedTaskStatus.Failed, (await VerifyAsync()).Status);
        Assert.Empty(await InForceAsync());
        hub.Hub.Site.ProbeAsync = look;

        Task<TaskResponse> VerifyAsync() => ProbeAsync(hub, new ProbeRequest(OpenDialogs: true, Verify: true, Word));

        async Task<IEnumerable<string>> InForceAsync() =>
            (await world.App.Get<VerifiedMapsTable>().ListOfWorkspaceAsync(workspace, HubWorld.Cancel)).Where(found => found.Effects.Count > 0).Select(found => $"{found.MapDigest} {found.Language}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_was_stopped_while_it_looked_verifies_nothing()
    {
        var hub = await world.ReadyAsync();
        var look = hub.Hub.Site.ProbeAsync;
        hub.Hub.Site.ProbeAsync = async (run, wish) =>
        {
            var open = (await hub.Owner.Caller.GetAsync($"tasks?hubId={hub.Id}&type=Probe")).As<ListResponse<TaskResponse>>().Items.Single(task => task.Status == AutomatedTaskStatus.InProgress);
            (await hub.Owner.Caller.PostAsync($"tasks/{open.Id}/cancel", new { })).Expect(HttpStatusCode.Accepted);
            return await look(run, wish);
        };

        var task = await ProbeAsync(hub, new ProbeRequest(OpenDialogs: true, Verify: true, Word));

        Assert.Equal((AutomatedTaskStatus.Cancelled, false), (task.Status, task.Probe?.Verification?.IsVerified));
        Assert.Empty(await world.FindAsync("app.example", "digest-1", (await hub.RowAsync()).Workspace?.Id ?? ""));
        Assert.DoesNotContain("pageMapVerified", (await hub.Hub.ActivityAsync()).Select(entry => entry.Entry.Event));
    }

    [Fact]
    public async Task A_word_of_somebody_who_manages_the_hub_no_more_verifies_nothing()
    {
        var hub = await world.ReadyAsync();
        var look = hub.Hub.Site.ProbeAsync;
        hub.Hub.Site.ProbeAsync = async (run, wish) =>
        {
            var users = world.App.Get<WorkspaceUsersTable>();
            var owner = await users.FindAsync(hub.Owner.Person.Id, HubWorld.Cancel) ?? hub.Owner.Person;
            await users.SaveAsync([owner with { Role = WorkspaceRole.GuestUser }], HubWorld.Cancel);
            return await look(run, wish);
        };

        var started = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/probe", new ProbeRequest(OpenDialogs: true, Verify: true, Word))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();

        Assert.Equal(AutomatedTaskStatus.CompletedWithErrors, (await hub.Hub.EndOfAsync(started.Id)).Status);
        Assert.Empty(await world.FindAsync("app.example", "digest-1", (await hub.RowAsync()).Workspace?.Id ?? ""));
    }

    [Fact]
    public async Task A_word_is_given_in_person_only()
    {
        var hub = await world.ReadyAsync();
        var issuer = await world.PersonAsync(WorkspaceRole.Owner);
        var (key, now) = (ApiKeySecret.Create(), DateTimeOffset.UtcNow);
        var hash = ApiKeySecret.Hash(key);
        var person = hub.Owner.Person;
        await world.App.Get<ApiKeysTable>().AddAsync(
            new ApiKey(ApiKeySecret.IdOf(hash), hash, "test", person.Id, person.Name, IsPerson: true, issuer.Person.Id, WorkspaceRole.User, now, now.AddDays(1)), HubWorld.Cancel);
        using var inTheirName = world.App.Owner.With(key);

        (await inTheirName.PostAsync($"hubs/{hub.Id}/probe", new ProbeRequest(OpenDialogs: true, Verify: true, Word))).Expect(HttpStatusCode.Forbidden);

        Assert.Empty(hub.Asked);
        (await inTheirName.PostAsync($"hubs/{hub.Id}/probe", new ProbeRequest())).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Of_a_workspace_that_is_known_by_its_name_alone_nothing_is_verified_until_it_is_connected_with_its_id()
    {
        var hub = await world.ReadyAsync(opens: new ScriptedSite { Workspace = AppWorkspace.OfName($"Acme {Guid.NewGuid():N}") });
        Assert.Contains("by its name alone", (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/probe", new ProbeRequest(OpenDialogs: true, Verify: true, Word))).Expect(HttpStatusCode.Conflict).Text, StringComparison.Ordinal);
        var withId = hub.Hub.Site.Workspace with { Id = $"ws-{Guid.NewGuid():N}" };
        hub.Hub.Site.Workspace = withId;

        var again = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();

        await hub.Hub.EndOfAsync(again.Id);
        Assert.Equal(withId, (await hub.RowAsync()).Workspace);
        Assert.True((await ProbeAsync(hub, new ProbeRequest(OpenDialogs: true, Verify: true, Word))).Probe?.Verification?.IsVerified);
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/retry", new { })).Expect(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task One_probe_of_a_hub_is_under_way_at_a_time()
    {
        var hub = await world.ReadyAsync();
        var look = hub.Hub.Site.ProbeAsync;
        var free = new TaskCompletionSource();
        hub.Hub.Site.ProbeAsync = async (run, wish) =>
        {
            await free.Task;
            return await look(run, wish);
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/probe", new ProbeRequest())));

        var id = Assert.Single(answers.Select(answer => answer.Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id).Distinct());
        Assert.Contains(id, (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/probe", new ProbeRequest(OpenDialogs: true, Verify: true, Word))).Expect(HttpStatusCode.Conflict).Text, StringComparison.Ordinal);
        free.SetResult();
        await hub.Hub.EndOfAsync(id);
        Assert.NotEqual(id, (await ProbeAsync(hub, new ProbeRequest())).Id);
    }

    [Fact]
    public async Task A_word_whose_row_was_not_written_at_first_is_recorded_once_the_step_is_repeated()
    {
        var hub = await world.ReadyAsync();
        world.Faults.BreakWrite("MapDigest");

        var task = await ProbeAsync(hub, new ProbeRequest(OpenDialogs: true, Verify: true, Word));

        var workspace = (await hub.RowAsync()).Workspace?.Id ?? "";
        Assert.True(task.Probe?.Verification?.IsVerified);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(HubWorld.Cancel);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while ((await world.FindAsync("app.example", "digest-1", workspace)).Count == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
        Assert.True(world.Faults.Happened);
    }

    [Fact]
    public async Task What_a_dialog_holds_beside_what_the_map_knows_is_no_success()
    {
        var hub = await world.ReadyAsync(report => report with { Places = [report.Places[0] with { Unknown = ["Their 14 projects are transferred"] }] });

        Assert.Equal(AutomatedTaskStatus.CompletedWithErrors, (await ProbeAsync(hub, new ProbeRequest())).Status);
    }
}
