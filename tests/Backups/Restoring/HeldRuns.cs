using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Backups.Restoring;

/// <summary>
/// Hubs whose teams and groups a run would bring them in step with as soon as the app starts, or as soon as the first person is taken out:
/// on the people of the backup, among whom are those who left since. So their runs are held: what they are told of is marked, and the next
/// daily check starts one, or a person who asks for something there. Only once the unbegun tasks are cancelled, because what becomes of
/// those is remembered for a run.
/// </summary>
internal sealed class HeldRuns(HubsTable hubs, DirtyHubsTable marks, SourceTables sources)
{
    /// <summary>The names of hubs that wait for a run. The others with teams or groups are held too: the first of their people who is taken out would start one.</summary>
    public async Task<IReadOnlyList<string>> HoldAsync(CancellationToken cancel)
    {
        var waiting = new List<string>();
        await foreach (var hub in hubs.ListAsync(afterHubId: null, cancel))
        {
            if (await marks.FindAsync(hub.Id, cancel) is null && await sources.ListAsync(hub.Id, cancel) is { Teams.Count: 0, Groups.Count: 0 })
                continue;
            var held = await marks.ChangeAsync(hub.Id, mark => Task.FromResult<DirtyHub?>(mark with { IsStopped = true, IsHeld = true, IsMarkedSinceStop = false }), cancel);
            if (held is { IsDirty: true })
                waiting.Add(hub.Label);
        }

        return waiting;
    }
}
