using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Granting;

/// <summary>What becomes of the grants that no team or group gave, once something was done about one person by name.</summary>
public static class OwnGrants
{
    /// <summary>After a change in the app: who was taken away by name keeps no grant of their own; a new role is the grant's role too.</summary>
    /// <param name="done">The change, which took place.</param>
    /// <param name="held">The person's grants.</param>
    /// <param name="keepsASeat">Whether another present member is matched to the person: what one seat is held for is not over with the other.</param>
    public static GrantChanges After(PlannedChange done, IReadOnlyCollection<Grant> held, bool keepsASeat)
    {
        ArgumentNullException.ThrowIfNull(done);
        var own = held.Where(grant => grant is { IsShared: false, GivesSeat: true }).ToList();
        if (done.TakesAway)
            return new GrantChanges([], keepsASeat ? [] : [.. own.Concat(held.Where(grant => grant.LapsedAt is not null)).Select(grant => grant.Key)]);
        return done is { Action: ChangeAction.ChangeRole, ByGrants: false, Role: { } role }
            ? new GrantChanges([.. own.Where(grant => grant.AppRole != role).Select(grant => grant with { AppRole = role })], [])
            : new GrantChanges([], []);
    }

    /// <summary>
    /// After decisions by hand, by what is true now and not by what was decided last: whoever is matched by hand holds a grant of their
    /// own, and who has no seat any more holds none. A match that a check made is the check's to explain.
    /// </summary>
    /// <param name="userId">The person.</param>
    /// <param name="seats">The present members who are matched to them.</param>
    /// <param name="held">Their grants.</param>
    /// <param name="at">When it was decided.</param>
    public static GrantChanges Of(string userId, IReadOnlyCollection<Member> seats, IReadOnlyCollection<Grant> held, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(seats);
        if (seats.Count == 0)
            return new GrantChanges([], [.. held.Where(grant => grant is { IsShared: false, GivesSeat: true }).Select(grant => grant.Key)]);
        if (seats.Where(member => member.Decision.By == DecidedBy.Person).MinBy(member => member.Id, StringComparer.Ordinal) is not { } byHand)
            return new GrantChanges([], []);
        var known = held.FirstOrDefault(grant => grant.Source == GrantSource.Individual);
        var given = Grant.OfPerson(userId, GrantSource.Individual, known?.AppRole ?? byHand.Facts.Role, byHand.Decision.HubRole ?? HubRole.Collaborator, known?.Since ?? at);
        return new GrantChanges(given == known ? [] : [given], [.. held.Where(grant => grant.Source == GrantSource.Imported).Select(grant => grant.Key)]);
    }
}
