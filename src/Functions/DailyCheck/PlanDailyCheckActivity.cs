using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.DailyCheck;

/// <summary>Finds out how many hubs there are, and over which time to spread them.</summary>
public sealed class PlanDailyCheckActivity(HubsTable hubs, IOptions<DailyCheckOptions> options)
{
    /// <summary>The number of hubs; it only spaces them, so hubs that come or go meanwhile do no harm.</summary>
    [Function(nameof(PlanDailyCheckActivity))]
    public async Task<DailyCheckPlan> Run([ActivityTrigger] TaskReference task, CancellationToken cancel) =>
        new(await hubs.ListAsync(afterHubId: null, cancel).CountAsync(cancel), options.Value.Window);
}
