using Microsoft.AspNetCore.Http;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Members;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Teams;

/// <summary>What changes of teams would do; nothing is written.</summary>
public sealed class TeamPreviews(ProvisionPlans plans, HubTeamsTable hubTeams, HubsTable hubs)
{
    /// <summary>Whether a call only asks what would happen.</summary>
    public static bool IsDryRun(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Query["dryRun"].ToString() switch
        {
            "" or "false" => false,
            "true" => true,
            _ => throw FieldErrors.One("dryRun", "must be true or false."),
        };
    }

    /// <summary>What a team as it would be means for its hubs: figures only, because who changes teams need not see every hub.</summary>
    public async Task<IReadOnlyList<TeamHubEffect>> OfAsync(Team team, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(team);
        var effects = new List<TeamHubEffect>();
        foreach (var given in await hubTeams.ListHubsOfAsync(team.About.Id, cancel))
        {
            if (await hubs.GetAsync(given.HubId, cancel) is { } hub)
                effects.Add(Figures(hub.Id, await plans.PreviewAsync(hub, now => now, new SourceInstead(team), cancel)));
        }

        return effects;
    }

    /// <summary>What a change of a hub's teams would do to whom.</summary>
    internal async Task<HubTeamPlanResponse> OfAsync(Hubs.Hub hub, HubAssignment changed, CancellationToken cancel)
    {
        var preview = await plans.PreviewAsync(hub, now => now.WithTeam(changed), SourceInstead.Nothing, cancel);
        return new HubTeamPlanResponse(preview.People(), [.. preview.Changes.Select(ChangePlanViews.Of)]);
    }

    private static TeamHubEffect Figures(string hubId, ProvisionPreview preview)
    {
        var todo = preview.Changes.SelectMany(change => change.ToDo()).ToList();
        var seats = preview.Changes.FirstOrDefault(change => change.Wish.Action == ChangeAction.Invite)?.Seats;
        return new TeamHubEffect(
            hubId,
            preview.Plan.People.Count(person => person.Given.Count > 0),
            preview.Plan.People.Count(person => person.Given.Count == 0),
            todo.Count(item => item.Action == ChangeAction.Invite),
            todo.Count(item => item.Action == ChangeAction.ChangeRole),
            todo.Count(item => item.TakesAway),
            preview.Changes.Any(change => change.Verdict.Tripped),
            seats is null ? null : ChangePlanViews.Of(seats));
    }
}
