using System.Net;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Removing;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Watchdog;

namespace Seatkeeper.Functions.Tests.Connecting;

/// <summary>What a connection does where the site wants a person first.</summary>
public sealed class ConnectWaitTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Theory]
    [InlineData(FailureKind.EmailLinkRequired)]
    [InlineData(FailureKind.ChallengeRequired)]
    [InlineData(FailureKind.TotpRequired)]
    public async Task A_connection_waits_for_a_person_holds_nothing_and_goes_on_with_the_session_that_was_handed_over(FailureKind wanted)
    {
        var (hub, waiting) = await world.ConnectUntilWaitingAsync(wanted);

        Assert.Equal((AutomatedTaskStatus.WaitingForInput, wanted), (waiting.Status, waiting.Failure?.Kind));
        Assert.True(waiting.Deadline > DateTimeOffset.UtcNow);
        var row = await hub.RowAsync();
        Assert.Equal((HubState.NeedsAttention, AttentionReason.WaitingForPerson, wanted), (row.State, row.Trouble?.Reason, row.Trouble?.Kind));
        Assert.Equal((null, waiting.Id, null), (row.ActiveTaskId, row.WaitingTaskId, row.Workspace));
        await hub.AssertNothingHeldAsync(new LeaseKey("ahrefs", $"account:{hub.AccountId}"));
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/updates", new { })).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");

        await UploadSessionAsync(hub);
        StoredSession? session = null;
        hub.Site.BeforeNextVerification(async (run, cancel) => session = await run.LoadSessionAsync(cancel));
        (await hub.AnswerAsync(waiting.Id)).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.Contains("handed-over", session?.StorageState, StringComparison.Ordinal);
        await hub.AssertConnectedAsync();
        Assert.Equal(2, (await hub.MembersAsync()).Count);
    }

    [Fact]
    public async Task A_connection_goes_on_with_the_code_that_was_given_to_it_and_asks_again_where_the_site_refuses_it()
    {
        var (hub, waiting) = await world.ConnectUntilWaitingAsync(FailureKind.TotpRequired);
        var seen = new List<string?>();
        hub.Site.BeforeNextVerification(async (run, cancel) =>
        {
            seen.Add(await run.TakeOneTimeCodeAsync(cancel));
            seen.Add(await run.TakeOneTimeCodeAsync(cancel));
            throw new AppFailureException(new Failure(FailureKind.TotpRequired, FailurePhase.Login));
        });
        hub.Site.BeforeNextVerification(async (run, cancel) => seen.Add(await run.TakeOneTimeCodeAsync(cancel)));
        hub.Site.BeforeNextRead(async (run, cancel) => seen.Add(await run.TakeOneTimeCodeAsync(cancel)));

        (await hub.AnswerAsync(waiting.Id, new { code = "904 713" })).Expect(HttpStatusCode.Accepted);
        var again = await hub.UntilAsync(waiting.Id, task => task is { IsWaiting: true, Questions: 2 } or { IsEnded: true });
        Assert.Equal(AutomatedTaskStatus.WaitingForInput, again.Status);
        (await hub.AnswerAsync(waiting.Id, new { code = "904714" })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.Equal(["904713", null, "904714", null], seen);
        Assert.Empty(System.IO.Directory.GetFiles(world.App.SecretsDirectory, $"code-{hub.AccountId}*"));
        var everywhere = await StoredText.ReadTablesAsync(world.App) + await StoredText.ReadBlobsAsync(world.App) + world.App.Log.All;
        Assert.DoesNotContain("904713", everywhere, StringComparison.Ordinal);
        Assert.DoesNotContain("904714", everywhere, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_stopped_while_it_waits_is_cancelled_and_the_hub_is_connected_by_a_retry()
    {
        var (hub, waiting) = await world.ConnectUntilWaitingAsync(FailureKind.EmailLinkRequired);

        (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/cancel", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(waiting.Id)).Status);
        var row = await hub.RowAsync();
        Assert.Equal((HubState.NeedsAttention, null, null, FailureKind.Cancelled), (row.State, row.ActiveTaskId, row.WaitingTaskId, row.Trouble?.Kind));
        Assert.Equal(1, hub.Site.Verifications);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync((await hub.RetryAsync()).Id)).Status);
        await hub.AssertConnectedAsync();
    }

    [Fact]
    public async Task Whoever_connects_the_hub_again_ends_the_connection_that_waits_and_there_is_never_a_second_question()
    {
        var (hub, first) = await world.ConnectUntilWaitingAsync(FailureKind.EmailLinkRequired, FailureKind.ChallengeRequired);

        var second = await hub.RetryAsync();

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(AutomatedTaskStatus.WaitingForInput, (await hub.UntilAsync(second.Id, task => task.IsWaiting || task.IsEnded)).Status);
        var ended = await hub.EndOfAsync(first.Id);
        Assert.Equal((AutomatedTaskStatus.Cancelled, "a newer connection"), (ended.Status, ended.Cancellation?.ByName));
        (await hub.AnswerAsync(first.Id)).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        var row = await hub.RowAsync();
        Assert.Equal((null, second.Id, FailureKind.ChallengeRequired), (row.ActiveTaskId, row.WaitingTaskId, row.Trouble?.Kind));

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync((await hub.RetryAsync()).Id)).Status);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(second.Id)).Status);
        await hub.AssertConnectedAsync();
    }

    [Fact]
    public async Task A_crash_when_a_newer_connection_ends_the_one_that_waits_forgets_nobody()
    {
        var (hub, first) = await world.ConnectUntilWaitingAsync(FailureKind.EmailLinkRequired);
        world.Faults.BreakWrite("a newer connection");

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync((await hub.RetryAsync()).Id)).Status);

        Assert.True(world.Faults.Happened);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(first.Id)).Status);
        await hub.AssertConnectedAsync();
    }

    [Fact]
    public async Task The_watchdog_leaves_a_connection_that_waits_alone_until_its_time_is_over()
    {
        var (hub, waiting) = await world.ConnectUntilWaitingAsync(FailureKind.EmailLinkRequired);
        await world.Tasks.ChangeAsync(waiting.Id, row => row with { UpdatedAt = DateTimeOffset.UtcNow.AddDays(-2) }, HubWorld.Cancel);
        await SweepAsync();
        Assert.Equal(AutomatedTaskStatus.WaitingForInput, (await hub.TaskAsync(waiting.Id)).Status);

        // As it is where the orchestration's own timer never came.
        await world.Tasks.ChangeAsync(waiting.Id, row => row with { Deadline = DateTimeOffset.UtcNow.AddHours(-1) }, HubWorld.Cancel);
        await SweepAsync();

        var ended = await hub.TaskAsync(waiting.Id);
        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.EmailLinkRequired), (ended.Status, ended.Failure?.Kind));
        var row = await hub.RowAsync();
        Assert.Equal((HubState.NeedsAttention, null, FailureKind.EmailLinkRequired), (row.State, row.WaitingTaskId, row.Trouble?.Kind));
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync((await hub.RetryAsync()).Id)).Status);
        await hub.AssertConnectedAsync();
    }

    [Fact]
    public async Task Whoever_removes_a_hub_whose_connection_waits_ends_that_too()
    {
        var (hub, waiting) = await world.ConnectUntilWaitingAsync(FailureKind.EmailLinkRequired);

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.RemoveHubAsync()).Status);

        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.Null(await world.UsedByAsync(hub.AccountId));
        Assert.Equal(1, hub.Site.Verifications);
    }

    private Task SweepAsync() => world.App.Get<TaskSweep>().RunAsync(world.Engine.Client, HubWorld.Cancel);

    private static async Task UploadSessionAsync(TestHub hub)
    {
        var session = new { cookies = new[] { new { name = "session", value = "handed-over", domain = "app.example", path = "/" } } };
        (await hub.Owner.Caller.PutAsync($"accounts/{hub.AccountId}/session", session)).Expect(HttpStatusCode.NoContent);
    }
}
