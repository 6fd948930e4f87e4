using Microsoft.AspNetCore.Http;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Teams;

/// <summary>Opens and shows teams, as far as the caller may.</summary>
public sealed class TeamCalls(TeamsTable teams, HubTeamsTable hubTeams, HubsTable hubs, HubPeopleTable people)
{
    /// <summary>Refuses whoever may not change teams.</summary>
    public static Caller RequireWriter(HttpRequest request)
    {
        var caller = request.GetCaller();
        caller.Require(AccessRules.MayWriteDirectory(caller.Role), "change teams");
        return caller;
    }

    /// <summary>Refuses whoever may not read teams: who changes them may, and who owns a hub and has to choose one.</summary>
    public async Task<Caller> RequireReaderAsync(HttpRequest request, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        var ownsAnyHub = (await people.ListHubsOfAsync(caller.Id, cancel)).Values.Any(role => AccessRules.Of(caller.Role, role) == HubAccess.Manage);
        caller.Require(AccessRules.MayReadDirectory(caller.Role, ownsAnyHub), "read teams without owning a hub");
        return caller;
    }

    /// <summary>A team.</summary>
    /// <exception cref="RefusedException">404 where there is none.</exception>
    public async Task<Team> FindAsync(string teamId, CancellationToken cancel) =>
        (HubCalls.IsId(teamId) ? await teams.FindAsync(teamId, cancel) : null) ?? throw new RefusedException(RefusalKind.NotFound, "There is no such team.");

    /// <summary>The hubs that a team was given. What one that was removed left behind is forgotten: nobody could take it from there any more.</summary>
    public async Task<IReadOnlyList<HubAssignment>> ListStandingHubsAsync(string teamId, CancellationToken cancel)
    {
        var standing = new List<HubAssignment>();
        foreach (var given in await hubTeams.ListHubsOfAsync(teamId, cancel))
        {
            if (await hubs.GetAsync(given.HubId, cancel) is { State: not HubState.Removed })
                standing.Add(given);
            else
                await hubTeams.DeleteAsync(given, cancel);
        }

        return standing;
    }

    /// <summary>Answers with a team, with its hubs for whoever may change it.</summary>
    public async Task<TeamResponse> ShowAsync(HttpRequest request, Team team, IReadOnlyList<AutomatedTask>? started, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(team);
        request.SendTag(team.About.ShownTag);
        IReadOnlyList<string>? given = AccessRules.MayWriteDirectory(request.GetCaller().Role)
            ? [.. (await hubTeams.ListHubsOfAsync(team.About.Id, cancel)).Select(hub => hub.HubId)]
            : null;
        return Of(team.About) with { MemberIds = team.MemberIds, HubIds = given, Tasks = started is null ? null : [.. started.Select(task => new HubTaskReference(task.HubId ?? "", task.Id))] };
    }

    /// <summary>A team in a list.</summary>
    public static TeamResponse Of(TeamSummary team)
    {
        ArgumentNullException.ThrowIfNull(team);
        return new(team.Id, team.Name, team.Members, team.CreatedAt, team.ChangedAt);
    }
}
