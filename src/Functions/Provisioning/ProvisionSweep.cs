using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Directory;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Teams;
using Seatkeeper.Functions.Watchdog;

namespace Seatkeeper.Functions.Provisioning;

/// <summary>
/// Finishes what was cut short between somebody's leaving, a change of a team or group, and the run that takes it up, and starts runs again
/// that failed. May run twice, or two at once: a run comes of its id once.
/// </summary>
public sealed partial class ProvisionSweep(
    TeamChanges teams, SourceNews news, ProvisionRuns runs, IOptions<WatchdogOptions> options, ILogger<ProvisionSweep> logger)
{
    /// <summary>Looks at every change that nobody was told of, and at every hub that is not in step.</summary>
    public async Task RunAsync(DateTimeOffset now, DurableTaskClient client, CancellationToken cancel)
    {
        // Who left is in no team any more, also where that was cut short.
        await TryAsync("who left", () => teams.LeaveAsync(client, cancel));

        // A change in progress needs moments to be told.
        var before = now - options.Value.StartGrace;
        foreach (var untold in await news.Teams.ListUntoldAsync(before, cancel))
            await TryAsync(untold.Subject, () => news.Teams.TellAsync(untold, client, cancel));
        foreach (var untold in await news.Groups.ListUntoldAsync(before, cancel))
            await TryAsync(untold.Subject, () => news.Groups.TellAsync(untold, client, cancel));
        await TryAsync("who left or is back", () => news.People.TellUntoldAsync(before, client, cancel));
        foreach (var hub in await runs.ListLeftAsync(now, before, cancel))
        {
            LogCutShort(hub.HubId, hub.Version);
            await TryAsync(hub.HubId, () => runs.RestartAsync(hub, client, cancel));
        }
    }

    private async Task TryAsync(string subject, Func<Task> what)
    {
        try
        {
            await what();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Broad, because one hub or team that cannot be mended must not keep the watchdog from the others; the next sweep tries again.
            LogNotFinished(subject, e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Hub {HubId} is not in step with its teams and groups (change {Version}); a run is started")]
    private partial void LogCutShort(string hubId, long version);

    [LoggerMessage(LogLevel.Error, "The watchdog could not finish what was begun for {Subject}")]
    private partial void LogNotFinished(string subject, Exception e);
}

/// <summary>What tells hubs of changes of what gives seats in them.</summary>
public sealed record SourceNews(TeamNews Teams, GroupNews Groups, PeopleNews People);
