using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.DirectorySync;
using Seatkeeper.Functions.Graph;

namespace Seatkeeper.Functions.GroupEvents;

/// <summary>Looks by itself for what no notification told: changes of groups and people, and subscriptions that end or say nothing.</summary>
public sealed partial class ReconcileDirectory(GraphConnection graph, GraphRound round, DirectoryPeek people, ILogger<ReconcileDirectory> logger)
{
    /// <summary>One round. What fails in it is tried by the next.</summary>
    [Function(nameof(ReconcileDirectory))]
    public async Task Run([TimerTrigger("%GraphReconcileSchedule%", RunOnStartup = true)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        if (!graph.IsConnected)
            return;
        await TryAsync(() => round.RunAsync(client, cancel));
        await TryAsync(() => people.StartIfChangedAsync(unasked: true, client, cancel));
    }

    private async Task TryAsync(Func<Task> what)
    {
        try
        {
            await what();
        }
        catch (AppFailureException e)
        {
            LogNotReconciled(e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The directory could not be reconciled: {Reason}")]
    private partial void LogNotReconciled(string reason);
}
