using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Teams;
using Seatkeeper.Functions.Watchdog;

namespace Seatkeeper.Backups.Restoring;

/// <summary>
/// What had been asked for and had no task yet: the removal, a connection or a check of a hub, and changes of teams, groups and people that no hub was told of. The
/// watchdog would start it as soon as the app does. So it is started here, in the same way and without an engine: it has its tasks then,
/// which are cancelled with all others that had not begun, and what marks its hubs, whose runs are stopped with all others.
/// </summary>
internal sealed class CutShortStarts(HubsTable hubs, HubMends mends, TeamChanges teams, SourceNews news)
{
    private static readonly DateTimeOffset everything = DateTimeOffset.MaxValue;

    /// <summary>Gives all of it its task.</summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        await using var nobody = new NoEngine();
        await foreach (var hub in hubs.ListAsync(afterHubId: null, cancel))
            await mends.FinishStartAsync(hub, nobody, cancel);
        // Who left is in no team any more; where that was cut short, it is such a change.
        await teams.LeaveAsync(nobody, cancel);
        foreach (var untold in await news.Teams.ListUntoldAsync(everything, cancel))
            await news.Teams.TellAsync(untold, nobody, cancel);
        foreach (var untold in await news.Groups.ListUntoldAsync(everything, cancel))
            await news.Groups.TellAsync(untold, nobody, cancel);
        await news.People.TellUntoldAsync(everything, nobody, cancel);
    }
}
