using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Matching;

/// <summary>Makes plans of matches from what is stored.</summary>
public sealed class MatchPlans(MembersTable members, WorkspaceUsersTable people, CheckBlobs blobs)
{
    /// <summary>A wish, as it was kept.</summary>
    public Task<MatchWish> ReadAsync(string reference, CancellationToken cancel) => blobs.ReadAsync<MatchWish>(reference, cancel);

    /// <summary>What would be decided about all of them.</summary>
    public async Task<IReadOnlyList<PlannedMatch>> MakeAsync(string hubId, MatchWish wish, CancellationToken cancel)
    {
        var stored = await members.LoadAsync(hubId, cancel);
        return await PlanAsync(wish, stored, cancel);
    }

    /// <summary>What would be decided about one of them, with the role that the person can have now, and the row that it was decided on.</summary>
    internal async Task<(PlannedMatch Planned, StoredMember? Stored)> MakeOneAsync(string hubId, WishedMatch wanted, CancellationToken cancel)
    {
        var wish = new MatchWish([wanted]);
        var stored = await members.LoadMatchedAsync(hubId, wanted.UserId, cancel);
        var member = await members.GetAsync(hubId, wanted.MemberId, cancel);
        var all = stored.Where(other => other.Member.Id != wanted.MemberId).Append(member).OfType<StoredMember>();
        return ((await PlanAsync(wish, all, cancel))[0], member);
    }

    private async Task<IReadOnlyList<PlannedMatch>> PlanAsync(MatchWish wish, IEnumerable<StoredMember> stored, CancellationToken cancel)
    {
        var found = new Dictionary<string, DirectoryPerson>(StringComparer.Ordinal);
        foreach (var id in wish.Matches.Select(match => match.UserId).Distinct(StringComparer.Ordinal))
        {
            if (await people.FindAsync(id, cancel) is { } person)
                found[id] = person;
        }

        var possible = new MatchWish([.. wish.Matches.Select(match => Possible(match, found.GetValueOrDefault(match.UserId)))]);
        return MatchPlanner.Plan(possible, [.. stored.Select(member => member.Member)], found.ToDictionary(person => person.Key, person => person.Value.ToWorkspaceUser(), StringComparer.Ordinal));
    }

    // Who became a guest since it was wished is Collaborator.
    private static WishedMatch Possible(WishedMatch wanted, DirectoryPerson? person) =>
        person is not null && AccessRules.HighestHubRole(person.Role) is var highest && wanted.HubRole > highest ? wanted with { HubRole = highest } : wanted;
}
