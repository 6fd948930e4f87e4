using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Teams;

/// <summary>Changes teams, and tells the hubs that were given to them.</summary>
public sealed class TeamChanges(TeamsTable teams, TeamCalls calls, TeamNews news, WorkspaceUsersTable users, TimeProvider clock)
{
    private const int MostTries = 20;

    /// <summary>A team as it is wished.</summary>
    internal static Team After(Team team, TeamWish wish) => new(team.About with { Name = wish.Name.Value, Members = wish.MemberIds.Count }, wish.MemberIds);

    /// <summary>Changes one team, again from the start where somebody else was faster.</summary>
    /// <param name="teamId">The team.</param>
    /// <param name="change">The team as it is to be. Called once for each attempt.</param>
    /// <param name="by">Who changes it.</param>
    /// <param name="client">Starts tasks.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The runs that take the change up.</returns>
    internal async Task<IReadOnlyList<AutomatedTask>> ChangeAsync(string teamId, Func<Team, Team> change, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            var before = await calls.FindAsync(teamId, cancel);
            var wanted = change(before);
            if (IsSame(before, wanted))
                return await news.TellAsync(teamId, client, cancel);
            await RefuseTakenNameAsync(wanted, cancel);

            // What is to be told, and that the hubs have to be, is written with the change itself; the row has room for one.
            await news.RecordAsync(before.About, cancel);
            var now = clock.GetUtcNow();
            var after = wanted with { About = wanted.About with { Version = Guid.NewGuid().ToString("N"), ChangedAt = now, ChangedBy = TeamAuthor.Of(by), IsTold = false, Untold = Entry(before, wanted, by, now) } };
            if (!await teams.ReplaceAsync(before, after, cancel))
                continue;
            return await news.TellAsync(teamId, client, cancel);
        }

        throw new RefusedException(RefusalKind.PreconditionFailed, "The team is being changed by others at the same time.");
    }

    /// <summary>Takes a person out of every team, because they left.</summary>
    public Task LeaveAsync(string userId, Caller by, DurableTaskClient client, CancellationToken cancel) =>
        LeaveAsync(new HashSet<string>(StringComparer.Ordinal) { userId }, by, client, cancel);

    /// <summary>Takes everybody who left out of every team: whoever let them leave may have been cut short.</summary>
    public async Task LeaveAsync(DurableTaskClient client, CancellationToken cancel) =>
        await LeaveAsync(await users.ReadLeftAsync(cancel), StartDailyCheck.Seatkeeper, client, cancel);

    private async Task LeaveAsync(IReadOnlySet<string> left, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        if (left.Count == 0)
            return;
        foreach (var team in (await teams.ReadAllAsync(cancel)).Where(team => left.Overlaps(team.MemberIds)))
        {
            if (await StillLeftAsync(team.MemberIds.Where(left.Contains), cancel) is { Count: > 0 } still)
                await LeaveAsync(team.About.Id, still, by, client, cancel);
        }
    }

    // Whoever came back since may have been put into a team.
    private async Task<IReadOnlySet<string>> StillLeftAsync(IEnumerable<string> people, CancellationToken cancel)
    {
        var still = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in people)
        {
            if (await users.FindAsync(id, cancel) is not { Active: true })
                still.Add(id);
        }

        return still;
    }

    private async Task LeaveAsync(string teamId, IReadOnlySet<string> people, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        try
        {
            await ChangeAsync(teamId, now => Without(now, people), by, client, cancel);
        }
        catch (RefusedException e) when (e.Refusal.Kind == RefusalKind.NotFound)
        {
            // It was deleted meanwhile: nobody is in it any more.
        }
    }

    private static Team Without(Team team, IReadOnlySet<string> people)
    {
        var left = team.MemberIds.Where(member => !people.Contains(member)).ToList();
        return new Team(team.About with { Members = left.Count }, left);
    }

    private static bool IsSame(Team before, Team after) =>
        before.About.Name == after.About.Name && before.MemberIds.ToHashSet(StringComparer.Ordinal).SetEquals(after.MemberIds);

    private static ActivityEntry Entry(Team before, Team after, Caller by, DateTimeOffset now)
    {
        var (came, went) = (after.MemberIds.Except(before.MemberIds, StringComparer.Ordinal).Count(), before.MemberIds.Except(after.MemberIds, StringComparer.Ordinal).Count());
        return ActivityEntry.Of(by, now, "teamChanged") with
        {
            Target = after.About.Name,
            Before = $"{before.About.Name}: {before.MemberIds.Count} people",
            After = $"{after.About.Name}: {after.MemberIds.Count} people, {came} came, {went} went",
        };
    }

    private async Task RefuseTakenNameAsync(Team wanted, CancellationToken cancel)
    {
        if (TeamName.TryParse(wanted.About.Name, out var name) && await teams.IsTakenAsync(name, wanted.About.Id, cancel))
            throw FieldErrors.One("name", "is another team's.");
    }
}
