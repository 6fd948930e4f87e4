using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;

namespace Seatkeeper.Functions.Syncing;

/// <summary>Takes the hub for a check, and reads everybody from the app.</summary>
public sealed class ReadAppMembersActivity(HubPointers pointers, SnapshotReads reads)
{
    /// <summary>The snapshot's reference.</summary>
    [Function(nameof(ReadAppMembersActivity))]
    public async Task<AppMembersRead> Run([ActivityTrigger] AutomationStep step, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (await pointers.TakeAsync(step.HubId, step.TaskId, cancel) is not { } hub)
            return new AppMembersRead(Trouble: new StepTrouble(new Failure(FailureKind.Cancelled, Detail: "Another task works on the hub.")));
        if (hub.Workspace is not { } workspace)
            return new AppMembersRead(Trouble: new StepTrouble(new Failure(FailureKind.WorkspaceNotChosen, Detail: "The hub is not connected.")));
        return await reads.ReadAsync(hub, workspace, step, cancel);
    }
}
