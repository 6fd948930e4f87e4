using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Backups.Restoring;

/// <summary>
/// Hubs whose teams and groups a run would bring them in step with as soon as the app starts: on the people of the backup, among whom
/// are those who left since. So their runs are stopped, as if a person had done so: the next change of what gives seats there starts one,
/// or the next daily check. Only once the unbegun tasks are cancelled, because what becomes of those is remembered for a run.
/// </summary>
internal sealed class HeldRuns(HubsTable hubs, DirtyHubsTable marks)
{
    /// <summary>The names of hubs that wait for a run. The others are held too: a task that is closed as failed later has a run look after its people.</summary>
    public async Task<IReadOnlyList<string>> StopAsync(CancellationToken cancel)
    {
        var waiting = new List<string>();
        await foreach (var hub in hubs.ListAsync(afterHubId: null, cancel))
        {
            if (await marks.FindAsync(hub.Id, cancel) is null)
                continue;
            var held = await marks.ChangeAsync(hub.Id, mark => Task.FromResult<DirtyHub?>(mark with { IsStopped = true, IsMarkedSinceStop = false }), cancel);
            if (held is { IsDirty: true })
                waiting.Add(hub.Label);
        }

        return waiting;
    }
}
