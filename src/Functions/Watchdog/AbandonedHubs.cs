using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Replacing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Watchdog;

/// <summary>Puts in order what an abandoned task left of its hub, besides the hub's row.</summary>
public sealed class AbandonedHubs(HubsTable hubs, AccountClaims claims, HubTrail attention, AbandonedChanges changes)
{
    /// <summary>Frees the account that an abandoned replacement had taken, or left; only while the hub is still its own.</summary>
    public async Task FreeAccountsAsync(string hubId, AutomatedTask task, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Type == AutomatedTaskType.ReplaceAutomationAccount && (await hubs.GetAsync(hubId, cancel))?.ActiveTaskId == task.Id)
            await claims.SettleAsync(hubId, cancel);
    }

    /// <summary>Puts in order what an abandoned change left of its people.</summary>
    public Task<TaskOutcome> SettleAsync(AutomatedTask task, TaskOutcome outcome, CancellationToken cancel) => changes.SettleAsync(task, outcome, cancel);

    /// <summary>Tells what the hub needs a person for.</summary>
    public Task TellAsync(Hub? hub, CancellationToken cancel) => attention.TellAsync(hub, cancel);
}
