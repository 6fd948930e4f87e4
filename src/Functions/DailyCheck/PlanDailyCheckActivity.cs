using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DirectorySync;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.DailyCheck;

/// <summary>Finds out how many hubs there are, and over which time to spread them; and has people brought in step with the directory first, where there is one.</summary>
public sealed class PlanDailyCheckActivity(HubsTable hubs, GraphConnection graph, DirectorySyncs syncs, IOptions<DailyCheckOptions> options)
{
    /// <summary>The number of hubs; it only spaces them, so hubs that come or go meanwhile do no harm.</summary>
    [Function(nameof(PlanDailyCheckActivity))]
    public async Task<DailyCheckPlan> Run([ActivityTrigger] TaskReference task, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        var sync = graph.IsConnected ? await syncs.StartAsync(TaskTrigger.DailyCheck, StartDailyCheck.Seatkeeper, client, cancel) : null;
        return new DailyCheckPlan(await hubs.ListAsync(afterHubId: null, cancel).CountAsync(cancel), options.Value.Window, sync?.Id);
    }
}
