using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Tests.Probing;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Connecting;

/// <summary>What becomes of a question that nobody answers. How long one stays open is the process's own, so nothing runs beside these.</summary>
[CollectionDefinition(nameof(UnansweredTests), DisableParallelization = true)]
[Collection(nameof(UnansweredTests))]
public sealed class UnansweredTests(HubWorld world) : IClassFixture<HubWorld>, IDisposable
{
    private static readonly TimeSpan moment = TimeSpan.FromMilliseconds(50);

    public void Dispose() => PersonQuestions.Use(new QuestionOptions { BusyPause = moment });

    [Fact]
    public async Task A_connection_that_nobody_helped_fails_with_what_was_wanted_and_a_retry_connects()
    {
        PersonQuestions.Use(new QuestionOptions { BusyPause = moment, HelpOpenFor = TimeSpan.FromSeconds(3) });
        var (hub, waiting) = await world.ConnectUntilWaitingAsync(FailureKind.EmailLinkRequired);

        var ended = await hub.EndOfAsync(waiting.Id);

        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.EmailLinkRequired, "Nobody answered in time."), (ended.Status, ended.Failure?.Kind, ended.Failure?.Detail));
        var row = await hub.RowAsync();
        Assert.Equal((HubState.NeedsAttention, FailureKind.EmailLinkRequired, null, null), (row.State, row.Trouble?.Kind, row.ActiveTaskId, row.WaitingTaskId));
        Assert.Equal(1, hub.Site.Verifications);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync((await hub.RetryAsync()).Id)).Status);
        await hub.AssertConnectedAsync();
    }

    [Fact]
    public async Task A_probe_that_nobody_helped_fails_with_what_was_wanted_and_is_done_again()
    {
        var hub = await world.ReadyAsync();
        var look = hub.Hub.Site.ProbeAsync;
        hub.Hub.Site.ProbeAsync = (_, _) => throw new AppFailureException(new Failure(FailureKind.ChallengeRequired, FailurePhase.Login));
        PersonQuestions.Use(new QuestionOptions { BusyPause = moment, HelpOpenFor = TimeSpan.FromSeconds(3) });

        var failed = await ProbeWorld.ProbeAsync(hub, new ProbeRequest());

        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.ChallengeRequired), (failed.Status, failed.Failure?.Kind));
        Assert.Equal(HubState.Connected, (await hub.RowAsync()).State);
        hub.Hub.Site.ProbeAsync = look;
        var again = (await hub.Owner.Caller.PostAsync($"tasks/{failed.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.Hub.EndOfAsync(again.Id)).Status);
    }
}
