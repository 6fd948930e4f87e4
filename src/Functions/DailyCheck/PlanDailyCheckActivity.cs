using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DirectorySync;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.GroupEvents;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.DailyCheck;

/// <summary>
/// Finds out how many hubs there are, and over which time to spread them; and has people brought in step with the directory first, where
/// there is one, and every group read once that hubs are mapped to.
/// </summary>
public sealed class PlanDailyCheckActivity(HubsTable hubs, GraphConnection graph, DirectorySyncs syncs, FollowedGroups followed, IOptions<DailyCheckOptions> options)
{
    /// <summary>The number of hubs; it only spaces them, so hubs that come or go meanwhile do no harm.</summary>
    [Function(nameof(PlanDailyCheckActivity))]
    public async Task<DailyCheckPlan> Run([ActivityTrigger] TaskReference task, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        var total = await hubs.ListAsync(afterHubId: null, cancel).CountAsync(cancel);
        if (!graph.IsConnected)
            return new DailyCheckPlan(total, options.Value.Window);

        // Change tracking tells each change once. A read that came before Graph knew it everywhere is put right by no other one.
        var sync = await syncs.StartAsync(TaskTrigger.DailyCheck, StartDailyCheck.Seatkeeper, client, cancel);
        await followed.MarkAllAsync(new GroupCause("daily", sync.Id, sync.CreatedAt), cancel);
        return new DailyCheckPlan(total, options.Value.Window, sync.Id);
    }
}
