using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;
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
        return MatchPlanner.Plan(wish, [.. stored.Select(member => member.Member)], await PeopleAsync(wish, cancel));
    }

    /// <summary>What would be decided about one of them, and the row that it was decided on.</summary>
    internal async Task<(PlannedMatch Planned, StoredMember? Stored)> MakeOneAsync(string hubId, WishedMatch wanted, CancellationToken cancel)
    {
        var wish = new MatchWish([wanted]);
        var stored = await members.LoadMatchedAsync(hubId, wanted.UserId, cancel);
        var member = await members.GetAsync(hubId, wanted.MemberId, cancel);
        var all = stored.Where(other => other.Member.Id != wanted.MemberId).Append(member).OfType<StoredMember>().Select(other => other.Member);
        return (MatchPlanner.Plan(wish, [.. all], await PeopleAsync(wish, cancel))[0], member);
    }

    private async Task<Dictionary<string, WorkspaceUser>> PeopleAsync(MatchWish wish, CancellationToken cancel)
    {
        var found = new Dictionary<string, WorkspaceUser>(StringComparer.Ordinal);
        foreach (var id in wish.Matches.Select(match => match.UserId).Distinct(StringComparer.Ordinal))
        {
            if (await people.FindAsync(id, cancel) is { } person)
                found[id] = person.ToWorkspaceUser();
        }

        return found;
    }
}
