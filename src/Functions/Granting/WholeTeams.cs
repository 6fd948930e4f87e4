using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Members;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.Granting;

/// <summary>
/// Gives a hub to whole teams, and takes it from them, where a call that adds or removes people names teams instead. The hub has one run that
/// takes up what its teams give, so it is one task however many teams are named; what it means for people follows in tasks of their own.
/// </summary>
public sealed class WholeTeams(TeamGrants grants, TaskAnswers answers)
{
    private const int Most = 100;

    /// <summary>Whether a call names teams.</summary>
    public static bool AreNamed(IReadOnlyList<string>? teamIds) => teamIds is { Count: > 0 };

    /// <summary>Gives the hub to each of the teams, with the same roles.</summary>
    /// <exception cref="RefusedException">A field breaks a rule, or a team is no team of the workspace; nothing is given then.</exception>
    public async Task<IResult> GiveAsync(HttpRequest request, HubCall call, AddMembersRequest body, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(body);
        var teams = body.TeamIds ?? [];
        var errors = Check(request, teams, "people", body.People?.Count ?? 0);
        if (body.Seat == false)
            errors.Add("seat", "must be true for teams: a team gives a seat.");
        errors.ThrowIfAny();
        var wishes = teams.Select(team => TeamWishes.Of(call.Hub, team, new GiveHubRequest(body.AppRole, body.HubRole))).ToList();
        ChangeCalls.RefuseUnlessConnected(call.Hub);
        return await answers.StartAsync(request, call.Caller, body, StartAsync, cancel);

        async Task<AutomatedTask> StartAsync()
        {
            await RequireAsync(teams, "is no team.", team => grants.RequireAsync(team, cancel));
            // The run that the last one is told to takes up the others too.
            foreach (var wish in wishes.SkipLast(1))
                await grants.GiveAsync(call.Hub, wish, call.Caller, client, cancel);
            return await grants.GiveAsync(call.Hub, wishes[^1], call.Caller, client, cancel);
        }
    }

    /// <summary>Takes the hub from each of the teams.</summary>
    /// <exception cref="RefusedException">A field breaks a rule, or the hub is not given to a team, or is being taken from one in the other way; nothing is taken then.</exception>
    public async Task<IResult> TakeAsync(HttpRequest request, HubCall call, RemoveMembersRequest body, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(body);
        var teams = body.TeamIds ?? [];
        var errors = Check(request, teams, "memberIds", body.MemberIds?.Count ?? 0);
        if (body.Allow is { Count: > 0 })
            errors.Add("allow", "must be left away for teams: what is protected stays, and is told.");
        ChangeWishes.CheckReason(body.Reason, errors);
        errors.ThrowIfAny();
        var scope = TeamWishes.Scope(body.Scope ?? "");
        ChangeCalls.RefuseUnlessConnected(call.Hub);
        var ends = teams.Select(team => new TeamEnd(team, scope, body.Reason?.Trim())).ToList();
        return await answers.TakeAsync(
            request, call.Caller, body,
            () => RequireAsync(teams, "was not given this hub.", team => grants.RequireEndAsync(call.Hub.Id, team, scope, cancel)),
            again => grants.EndAsync(call.Hub, new TeamEnds(ends, again), call.Caller, client, cancel), cancel);
    }

    // One call is one task, and people and teams are two kinds of them.
    private static FieldErrors Check(HttpRequest request, IReadOnlyList<string> teams, string others, int named)
    {
        var errors = new FieldErrors();
        if (named > 0)
            errors.Add(others, "must be empty where teamIds are given: people and teams are two calls.");
        if (teams.Count > Most)
            errors.Add("teamIds", $"must have at most {Most} entries.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(teams.Count, Most); i++)
        {
            if (teams[i] is null || !seen.Add(teams[i]))
                errors.Add($"teamIds[{i}]", teams[i] is null ? "is no team." : "is there twice.");
        }

        if (TeamPreviews.IsDryRun(request))
            errors.Add("dryRun", "is for people here; what a team would mean is shown by the dry run of /hubs/{hub}/teams/{teamId}.");
        return errors;
    }

    private static async Task RequireAsync(IReadOnlyList<string> teams, string rule, Func<string, Task> require)
    {
        var errors = new FieldErrors();
        for (var i = 0; i < teams.Count; i++)
        {
            try
            {
                await require(teams[i]);
            }
            catch (RefusedException unknown) when (unknown.Refusal.Kind == RefusalKind.NotFound)
            {
                errors.Add($"teamIds[{i}]", rule);
            }
        }

        errors.ThrowIfAny();
    }
}
