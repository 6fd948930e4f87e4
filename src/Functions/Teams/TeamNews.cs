using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Teams;

/// <summary>
/// Tells of changes of teams: the activity, and each hub, which is marked and whose run is started. A changed row says that nobody was told
/// yet in the same write as the change itself, so that no change is ever lost; the watchdog tells what was cut short.
/// </summary>
public sealed class TeamNews(TeamsTable teams, HubTeamsTable hubTeams, ProvisionRuns runs, ActivityTable activity)
{
    /// <summary>Writes into the activity what a team's row says is untold. Written again, it is the same entry.</summary>
    public Task RecordAsync(TeamSummary team, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(team);
        return team is { IsTold: false, Untold: { } untold } ? activity.AppendAsync(null, untold, cancel) : Task.CompletedTask;
    }

    /// <summary>Writes into the activity what the row of a hub's team says is untold. Written again, it is the same entry.</summary>
    public Task RecordAsync(HubAssignment given, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(given);
        return given is { IsTold: false, Untold: { } untold } ? activity.AppendAsync(given.HubId, untold, cancel) : Task.CompletedTask;
    }

    /// <summary>Writes into the activity that a team is deleted, after what is untold of it.</summary>
    public async Task RecordDeletionAsync(TeamSummary team, CancellationToken cancel)
    {
        await RecordAsync(team, cancel);
        if (team.Deletion is { } deletion)
            await activity.AppendAsync(null, deletion, cancel);
    }

    /// <summary>Tells of a team that was just made: it was given no hub before.</summary>
    public async Task TellCreatedAsync(TeamSummary team, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(team);
        await RecordAsync(team, cancel);
        if ((await teams.FindAsync(team.Id, cancel))?.About is { } now && now.Version == team.Version)
            await teams.TellAsync(now, cancel);
    }

    /// <summary>Tells a team's last change, also to every hub that the team was given.</summary>
    /// <returns>The runs that take it up.</returns>
    public async Task<IReadOnlyList<AutomatedTask>> TellAsync(string teamId, DurableTaskClient client, CancellationToken cancel)
    {
        var told = new List<AutomatedTask>();
        if ((await teams.FindAsync(teamId, cancel))?.About is not { IsTold: false } team)
            return told;
        await RecordAsync(team, cancel);
        foreach (var hub in await hubTeams.ListHubsOfAsync(teamId, cancel))
        {
            if (await runs.MarkAsync(hub.HubId, TaskTrigger.Team, team.ChangedBy.ToCaller(), client, cancel) is { } run)
                told.Add(run);
        }

        await teams.TellAsync(team, cancel);
        return told;
    }

    /// <summary>Tells a hub that it was given to a team, or taken from it.</summary>
    /// <returns>The run that takes it up.</returns>
    public async Task<AutomatedTask> TellAsync(HubAssignment given, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(given);
        await RecordAsync(given, cancel);
        var run = await runs.StartAsync(given.HubId, TaskTrigger.Team, given.ChangedBy.ToCaller(), client, cancel);
        if (await hubTeams.FindAsync(given.HubId, given.SourceId, cancel) is { IsTold: false } now && now.Stamp == given.Stamp)
            await hubTeams.TellAsync(now, cancel);
        return run;
    }

    /// <summary>Starts a hub's run, or gives the one under way, where what was asked for was done and told before.</summary>
    public Task<AutomatedTask> RunAsync(string hubId, Caller by, DurableTaskClient client, CancellationToken cancel) => runs.StartAsync(hubId, TaskTrigger.Team, by, client, cancel);

    /// <summary>Changes that nobody was told of.</summary>
    /// <param name="before">What was changed since may be in progress.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<IReadOnlyList<UntoldChange>> ListUntoldAsync(DateTimeOffset before, CancellationToken cancel) =>
    [
        .. (await teams.ListUntoldAsync(cancel)).Where(team => team.ChangedAt <= before).Select(team => new UntoldChange(team.Id, Hub: null)),
        .. (await hubTeams.ListUntoldAsync(cancel)).Where(given => given.StoredAt <= before).Select(given => new UntoldChange(given.SourceId, given)),
    ];

    /// <summary>Tells what nobody was told of.</summary>
    internal Task TellAsync(UntoldChange untold, DurableTaskClient client, CancellationToken cancel) =>
        untold.Hub is { } given ? TellAsync(given, client, cancel) : TellAsync(untold.TeamId, client, cancel);
}

/// <summary>A change that nobody was told of: of a team, or of what one hub gives it.</summary>
internal sealed record UntoldChange(string TeamId, HubAssignment? Hub)
{
    /// <summary>What it is about, for people.</summary>
    public string Subject => Hub is null ? $"team {TeamId}" : $"team {TeamId} in hub {Hub.HubId}";
}
