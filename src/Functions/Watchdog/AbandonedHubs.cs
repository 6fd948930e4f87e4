using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Replacing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Watchdog;

/// <summary>Puts in order what an abandoned task left of its hub, besides the hub's row.</summary>
public sealed class AbandonedHubs(HubsTable hubs, AccountClaims claims, HubAttentionTrail attention, PastChanges past)
{
    /// <summary>Frees the account that an abandoned replacement had taken, or left; only while the hub is still its own.</summary>
    public async Task FreeAccountsAsync(string hubId, AutomatedTask task, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Type == AutomatedTaskType.ReplaceAutomationAccount && (await hubs.GetAsync(hubId, cancel))?.ActiveTaskId == task.Id)
            await claims.SettleAsync(hubId, cancel);
    }

    /// <summary>Remembers what an abandoned change was to do on behalf of teams and groups: the hub's next run looks at its people. What a person stopped or refused is not done again.</summary>
    public Task RememberAsync(AutomatedTask task, TaskOutcome outcome, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(outcome);
        var isStopped = task.Cancellation is not null || task.Decision is { Kind: DecisionKind.Rejected } || outcome is { Status: AutomatedTaskStatus.Cancelled } or { Failure.Kind: FailureKind.Cancelled or FailureKind.GuardTripped };
        return task.Type.ChangesMembers() && !isStopped ? past.RememberAsync(task, cancel) : Task.CompletedTask;
    }

    /// <summary>Tells what the hub needs a person for.</summary>
    public Task TellAsync(Hub? hub, CancellationToken cancel) => attention.TellAsync(hub, cancel);
}
