using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Replacing;

/// <summary>Makes a verified account the hub's, by one write of the hub.</summary>
public sealed class SwitchAutomationAccountActivity(ReplacementTurns turns, HubsTable hubs, AccountsTable accounts, ActivityTable activity)
{
    /// <summary>Switches; a second time, only what is missing is done.</summary>
    [Function(nameof(SwitchAutomationAccountActivity))]
    public async Task<ReplacementMade> Run([ActivityTrigger] ReplacementToMake work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        // What is switched already is told so, also where a person stopped it since.
        var isSwitched = await hubs.GetAsync(work.Step.HubId, cancel) is { } named && named.ActiveTaskId == work.Step.TaskId && named.AutomationAccountId == work.AccountId;
        var (hub, task, trouble) = await turns.TakeAsync(work.Step with { IsClosing = isSwitched }, cancel);
        if (hub is null || task is null)
            return new ReplacementMade(trouble);
        // The hub has to have it before it names it: of two hubs that want one account, one is left with its own.
        if (!await accounts.ClaimAsync(work.AccountId, hub.Id, cancel))
            return new ReplacementMade(new StepTrouble(new Failure(FailureKind.ConcurrentChange, Detail: "The account is gone.")));

        // Told before the hub names it, by ids of the task: what was before is known only until then.
        if (hub.AutomationAccountId != work.AccountId)
            await TellAsync(hub, task, work, cancel);
        var changed = await hubs.ChangeAsync(hub.Id, now => now.ActiveTaskId == task.Id ? After(now, work) : now, cancel);
        return changed?.AutomationAccountId == work.AccountId
            ? new ReplacementMade()
            : new ReplacementMade(new StepTrouble(new Failure(FailureKind.Cancelled, Detail: "Another task works on the hub.")));
    }

    // What was wrong with the old account is so no more. A hub that was never connected still has to be: which workspace is its own is not known yet.
    private static Hub After(Hub hub, ReplacementToMake work)
    {
        var switched = hub with { AutomationAccountId = work.AccountId, OperatorEmail = work.Connection.OperatorEmail };
        return hub is { Workspace: not null, Trouble.Reason: AttentionReason.ReviewAutomationAccount } ? HubHealth.Recovered(switched) : switched;
    }

    private async Task TellAsync(Hub hub, AutomatedTask task, ReplacementToMake work, CancellationToken cancel)
    {
        var old = await accounts.FindAsync(hub.AutomationAccountId, cancel);
        var entry = new ActivityEntry(
            $"{task.Id}:account", task.StartedAt ?? task.CreatedAt, task.ActorId, task.ActorName, "automationAccountReplaced", hub.Label,
            Before: hub.OperatorEmail ?? old?.Username, After: work.Connection.OperatorEmail, TaskId: task.Id);
        await activity.AppendAsync(hub.Id, entry, cancel);
    }
}
