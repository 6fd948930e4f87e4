using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Groups;

/// <summary>
/// Tells hubs of changes of their groups: marks each, and starts its run. A changed row says that nobody was told yet in the same write
/// as the change itself, so that no change is ever lost; the watchdog tells what was cut short.
/// </summary>
public sealed class GroupNews(GroupsTable groups, GroupMappingsTable mappings, ProvisionRuns runs)
{
    /// <summary>Tells every hub that a group is mapped to of the group's last change.</summary>
    /// <returns>The runs that take it up.</returns>
    public async Task<IReadOnlyList<AutomatedTask>> TellAsync(string groupId, DurableTaskClient client, CancellationToken cancel)
    {
        var told = new List<AutomatedTask>();
        if ((await groups.FindAsync(groupId, cancel))?.About is not { IsTold: false } group)
            return told;
        var trigger = group.Origin == GroupOrigin.Scim ? TaskTrigger.Scim : TaskTrigger.GroupChange;
        foreach (var mapping in await mappings.ListHubsOfAsync(groupId, cancel))
            told.Add(await runs.StartAsync(mapping.HubId, trigger, StartDailyCheck.Seatkeeper, client, cancel));
        await groups.TryMarkAsync(group, readAt: null, isTold: true, cancel);
        return told;
    }
}
