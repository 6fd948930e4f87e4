using Microsoft.DurableTask.Client;
using Seatkeeper.Functions.Access;

namespace Seatkeeper.Functions.Watchdog;

/// <summary>What the watchdog does beside tasks and hubs: it tells of revoked keys what was not told, and deletes what is old.</summary>
public sealed class Upkeep(RevocationTrail revocations, Retention retention)
{
    /// <summary>Does it once.</summary>
    public async Task RunAsync(DateTimeOffset now, DurableTaskClient client, CancellationToken cancel)
    {
        await revocations.TellAllAsync(cancel);
        await retention.RunAsync(now, client, cancel);
    }
}
