using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.Granting;

/// <summary>Gives hubs to teams, and takes them away again. What that means for people is the run's that is started.</summary>
public sealed class TeamGrants(TeamsTable teams, HubTeamsTable hubTeams, TeamNews news, TimeProvider clock)
{
    /// <summary>Gives a hub to a team with these roles, or changes them.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="wish">The team and the roles.</param>
    /// <param name="by">Who gives it.</param>
    /// <param name="client">Starts the task.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The run that takes it up.</returns>
    /// <exception cref="RefusedException">There is no such team, or it is being deleted.</exception>
    public async Task<AutomatedTask> GiveAsync(Hub hub, TeamGrant wish, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(wish);
        var team = await RequireAsync(wish.TeamId, cancel);
        HubAssignment? before;
        HubAssignment given;
        do
        {
            before = await hubTeams.FindAsync(hub.Id, wish.TeamId, cancel);
            given = Given(hub.Id, wish, before, by);
            var isChanged = before is not { Ends: null } || before.AppRole != wish.AppRole || before.HubRole != wish.HubRole;
            given = given with { Untold = isChanged ? Entry(by, "teamGranted", team, Text(before), Text(given)) : before?.Untold };
            await RecordAsync(before, cancel);
        }
        while (!await hubTeams.TryPutAsync(given, before, cancel));
        try
        {
            // Once more: whoever deletes a team says so before they look for its hubs.
            await RequireAsync(wish.TeamId, cancel);
        }
        catch (RefusedException) when (before is null)
        {
            await hubTeams.DeleteAsync(given, cancel);
            throw;
        }

        return await news.TellAsync(given, client, cancel);
    }

    /// <summary>Takes a hub from a team.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="end">The team, and what becomes of its people.</param>
    /// <param name="by">Who takes it.</param>
    /// <param name="client">Starts the task.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The run that takes it up.</returns>
    /// <exception cref="RefusedException">The hub is not given to that team, or is being taken from it in the other way.</exception>
    public async Task<AutomatedTask> EndAsync(Hub hub, TeamEnd end, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(end);
        ArgumentNullException.ThrowIfNull(by);
        HubAssignment before;
        HubAssignment ended;
        do
        {
            before = await RequireEndAsync(hub.Id, end.TeamId, end.Scope, cancel);
            if (before.Ends == end.Scope)
                return await news.TellAsync(before, client, cancel);
            var name = (await teams.FindAsync(end.TeamId, cancel))?.About.Name ?? end.TeamId;
            var told = Entry(by, "teamRemoved", name, Text(before), end.Reason is null ? $"scope {end.Scope}" : $"scope {end.Scope}: {end.Reason}");
            ended = before with { Ends = end.Scope, ChangedBy = TeamAuthor.Of(by), IsTold = false, Stamp = NewStamp(), Untold = told };
            await RecordAsync(before, cancel);
        }
        while (!await hubTeams.TryPutAsync(ended, before, cancel));
        return await news.TellAsync(ended, client, cancel);
    }

    /// <summary>Takes a hub from teams.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="ends">The teams.</param>
    /// <param name="by">Who takes it.</param>
    /// <param name="client">Starts the task.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The run that the last one is told to, which takes up the others too.</returns>
    /// <exception cref="RefusedException">The hub is not given to one of them, or is being taken from it in the other way.</exception>
    public async Task<AutomatedTask> EndAsync(Hub hub, TeamEnds ends, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(ends);
        AutomatedTask? run = null;
        foreach (var end in ends.All)
        {
            try
            {
                run = await EndAsync(hub, end, by, client, cancel);
            }
            catch (RefusedException gone) when (ends.Again && gone.Refusal.Kind == RefusalKind.NotFound)
            {
                // The call that was cut short took it, and the run that took that up has forgotten it.
            }
        }

        return run ?? await news.RunAsync(hub.Id, by, client, cancel);
    }

    /// <summary>What a hub gives a team that it may be taken from in this way.</summary>
    /// <exception cref="RefusedException">The hub is not given to that team, or is being taken from it in the other way.</exception>
    public async Task<HubAssignment> RequireEndAsync(string hubId, string teamId, SourceEnd scope, CancellationToken cancel)
    {
        var given = await FindAsync(hubId, teamId, cancel);
        given.RefuseOtherEnd("team", scope);
        return given;
    }

    /// <summary>What a hub gives a team.</summary>
    /// <exception cref="RefusedException">The hub is not given to that team.</exception>
    public async Task<HubAssignment> FindAsync(string hubId, string teamId, CancellationToken cancel) =>
        (HubCalls.IsId(teamId) ? await hubTeams.FindAsync(hubId, teamId, cancel) : null) ?? throw new RefusedException(RefusalKind.NotFound, "This hub is given to no such team.");

    /// <summary>The name of a team that a hub may be given to.</summary>
    /// <exception cref="RefusedException">There is no such team, or it is being deleted.</exception>
    public async Task<string> RequireAsync(string teamId, CancellationToken cancel)
    {
        if (!HubCalls.IsId(teamId) || await teams.FindAsync(teamId, cancel) is not { } team)
            throw new RefusedException(RefusalKind.NotFound, "There is no such team.");
        return team.About.IsBeingDeleted ? throw new RefusedException(RefusalKind.StageNotAllowed, "The team is being deleted.") : team.About.Name;
    }

    /// <summary>What a hub would give a team.</summary>
    internal HubAssignment Given(string hubId, TeamGrant wish, HubAssignment? before, Caller by) =>
        new(hubId, wish.TeamId, wish.AppRole, wish.HubRole, Ends: null, before is { Ends: null } ? before.Since : clock.GetUtcNow(), TeamAuthor.Of(by)) { Stamp = NewStamp() };

    private static string NewStamp() => Guid.NewGuid().ToString("N");

    private static string? Text(HubAssignment? given) => given is null ? null : $"{given.AppRole}, {given.HubRole}";

    // The row has room for one.
    private Task RecordAsync(HubAssignment? before, CancellationToken cancel) => before is null ? Task.CompletedTask : news.RecordAsync(before, cancel);

    private ActivityEntry Entry(Caller by, string what, string team, string? before, string? after) =>
        ActivityEntry.Of(by, clock.GetUtcNow(), what) with { Target = team, Before = before, After = after };
}

/// <summary>What a team is to be given.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="AppRole">The role in the app.</param>
/// <param name="HubRole">The role in the hub; guests are Collaborators in any case.</param>
public sealed record TeamGrant(string TeamId, AppRole AppRole, HubRole HubRole);

/// <summary>What is to be taken from a team.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Scope">What becomes of its people.</param>
/// <param name="Reason">Why, where that was said.</param>
public sealed record TeamEnd(string TeamId, SourceEnd Scope, string? Reason = null);

/// <summary>What is to be taken from teams.</summary>
/// <param name="All">From each of them.</param>
/// <param name="Again">An earlier call began to: what is gone by now, it took.</param>
public sealed record TeamEnds(IReadOnlyList<TeamEnd> All, bool Again);
