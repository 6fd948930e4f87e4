using System.Globalization;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.People;

/// <summary>
/// Does what follows from a change of somebody's role in a hub: the members that are matched to them, their own grants, what they may
/// do, and the activity. Nothing of it touches the app. Done again, it comes to the same.
/// </summary>
public sealed class HubPeopleFollowing(MembersTable members, GrantsTable grants, HubPeopleTable people, ActivityTable activity, OwnerNews news)
{
    /// <summary>Does all of it.</summary>
    public async Task FollowAsync(string hubId, HubPeopleTurn turn, HubPeopleChange change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(turn);
        ArgumentNullException.ThrowIfNull(change);
        // Of a seat that is gone the decision is what a check goes on with where it comes back.
        var seats = change.ByGrants ? [] : await members.LoadMatchedAsync(hubId, change.UserId, cancel, alsoGone: true);
        // Told before anything follows: it is decided, and afterwards nobody may know any more whose seat it was. Told again, it is the same.
        await activity.AppendAsync(hubId, Entries(turn, change, seats), cancel);
        if (!change.ByGrants)
            await FollowOwnAsync(hubId, change, seats, cancel);
        await people.SettleAsync(hubId, change.UserId, change.After, cancel, turn.Number);
        if (change.Event == HubPeopleChange.TakenOver)
            await news.TakenOverAsync(hubId, Others(turn, change), change, cancel);
    }

    private async Task FollowOwnAsync(string hubId, HubPeopleChange change, IReadOnlyList<StoredMember> seats, CancellationToken cancel)
    {
        foreach (var seat in seats)
            await FollowAsync(hubId, seat.Member.Id, change, cancel);
        var held = (await grants.LoadOfAsync(hubId, [change.UserId], cancel)).Of(change.UserId);
        await grants.ApplyAsync(hubId, GrantsAfter(change, held, [.. seats.Select(seat => seat.Member).Where(member => member is { IsPresent: true, Facts.IsOperator: false, Decision.IsMatched: true })]), cancel);
    }

    // Who has no access is matched no more, and by a person: a check would match the same address to the same person, and let them in again.
    private async Task FollowAsync(string hubId, string memberId, HubPeopleChange change, CancellationToken cancel)
    {
        while (await members.GetAsync(hubId, memberId, cancel) is { Member.Decision: { IsMatched: true } decision } stored && decision.UserId == change.UserId)
        {
            var after = change.After is { } role
                ? stored with { Member = stored.Member with { Decision = decision with { HubRole = role } } }
                : stored with { Member = stored.Member with { Decision = MemberDecision.Unmatched with { By = DecidedBy.Person } }, UserName = null };
            if (after == stored || await members.TryWriteAsync(hubId, [after], cancel))
                return;
        }
    }

    // What teams and groups gave is theirs to take. An Owner without a seat holds a grant of their own that gives none, and so does who is
    // made Owner by name beside a team.
    private static GrantChanges GrantsAfter(HubPeopleChange change, IReadOnlyCollection<Grant> held, IReadOnlyCollection<Member> seats)
    {
        var own = held.Where(grant => !grant.IsShared).ToList();
        if (change.After is not { } role)
            return new GrantChanges([], [.. own.Select(grant => grant.Key)]);
        var over = role == HubRole.Owner ? [] : own.Where(grant => !grant.GivesSeat).ToList();
        var put = own.Except(over).Where(grant => grant.HubRole != role).Select(grant => grant with { HubRole = role }).ToDictionary(grant => grant.Key);
        var known = own.Find(grant => grant.Source == GrantSource.Individual) ?? Grant.OfPerson(change.UserId, GrantSource.Individual, appRole: null, role, change.At) with { GivesSeat = false };
        if (change.GivesSeat && seats.Count > 0 && own.TrueForAll(grant => !grant.GivesSeat))
            put[known.Key] = known with { HubRole = role, AppRole = seats.Max(seat => seat.Facts.Role), GivesSeat = true };
        else if (role == HubRole.Owner && (own.Count == 0 || held.Count > own.Count))
            put[known.Key] = known with { HubRole = role };
        return new GrantChanges([.. put.Values], [.. over.Select(grant => grant.Key).Where(key => !put.ContainsKey(key))]);
    }

    // The person and the seat that is matched to them, each further seat, and where somebody made themself Owner the other Owners: everybody
    // reads what concerns themself.
    private static List<ActivityEntry> Entries(HubPeopleTurn turn, HubPeopleChange change, IReadOnlyList<StoredMember> seats)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"people:{turn.Number}");
        // The invitation and the seat that came of it are two members, and explained together.
        List<string> ids = [.. seats.Select(seat => seat.Member).OrderBy(member => member.Presence).ThenBy(member => member.Id, StringComparer.Ordinal)
            .DistinctBy(member => member.Facts.Email is { } email ? EmailAddress.KeyOf(email) : member.Id, StringComparer.Ordinal).Select(member => member.Id)];
        var entry = new ActivityEntry(
            id, change.At, change.ActorId, change.ActorName, change.Event, change.Target, UserId: change.UserId, Before: change.Before?.ToString(),
            After: change.Reason is null ? change.After?.ToString() : $"{change.After}: {change.Reason}", TaskId: change.TaskId);
        List<ActivityEntry> told = [entry with { MemberId = ids.FirstOrDefault() }, .. ids.Skip(1).Select(member => entry with { Id = $"{id}:{member}", MemberId = member })];
        if (change.Event != HubPeopleChange.TakenOver)
            return told;
        return [.. told, .. Others(turn, change).Select((owner, number) => entry with { Id = string.Create(CultureInfo.InvariantCulture, $"{id}.{number}"), UserId = owner })];
    }

    // In one order, so that a second try tells the same.
    private static IReadOnlyList<string> Others(HubPeopleTurn turn, HubPeopleChange change) =>
        [.. turn.Owners.Select(owner => owner.UserId).Where(owner => owner != change.UserId).Order(StringComparer.Ordinal)];
}
