using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Watchdog;

/// <summary>Puts in order what an abandoned change left of its people.</summary>
public sealed class AbandonedChanges(HubsTable hubs, TaskItemsTable items, MemberStageMarks stages, PastChanges past, CheckBlobs blobs)
{
    /// <summary>Ends what seems under way, and remembers what was to be done on behalf of teams and groups. Done again, it comes to the same.</summary>
    public async Task SettleAsync(AutomatedTask task, TaskOutcome outcome, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(outcome);
        if (!task.Type.ChangesMembers())
            return;
        await EndRolesAsync(task, cancel);
        await past.RememberAsync(task with { Status = outcome.Status }, cancel);
    }

    // Nobody knows whether a role by name came about: it is theirs wherever the next check sees it, and that only looks at roles that are not
    // under way. One that a team or group gives or takes stays so until that is known.
    private async Task EndRolesAsync(AutomatedTask task, CancellationToken cancel)
    {
        if (task is not { Wish: { } reference, HubId: { } hubId } || (await hubs.GetAsync(hubId, cancel))?.ActiveTaskId != task.Id)
            return;
        if (await blobs.ReadAsync<ChangeWish>(reference, cancel) is not { Action: ChangeAction.ChangeRole, ByGrants: false })
            return;
        foreach (var item in (await items.LoadAsync(task.Id, cancel)).Values.Where(item => item.Status == TaskItemStatus.Pending))
        {
            if (item.MemberId is { } member)
                await stages.GiveUpRoleAsync(hubId, member, cancel);
        }
    }
}
