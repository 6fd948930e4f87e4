using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.DailyCheck;

/// <summary>Lists hubs, a page at a time.</summary>
public sealed class ListHubsToCheckActivity(HubsTable hubs)
{
    /// <summary>The page; whether a hub's check is due is seen when its turn comes.</summary>
    [Function(nameof(ListHubsToCheckActivity))]
    public async Task<HubPage> Run([ActivityTrigger] HubPageQuery query, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new HubPage(await hubs.ListAsync(query.AfterHubId, cancel).Take(query.Size).Select(hub => hub.Id).ToListAsync(cancel));
    }
}
