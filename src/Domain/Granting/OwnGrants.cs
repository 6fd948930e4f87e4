using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Granting;

/// <summary>What becomes of the grants that no team or group gave, once something was done about one person by name.</summary>
public static class OwnGrants
{
    /// <summary>After a change in the app: who was taken away by name keeps no grant of their own; a new role is the grant's role too.</summary>
    /// <param name="done">The change, which took place.</param>
    /// <param name="held">The person's grants.</param>
    public static GrantChanges After(PlannedChange done, IReadOnlyCollection<Grant> held)
    {
        ArgumentNullException.ThrowIfNull(done);
        var own = held.Where(grant => !grant.IsShared).ToList();
        if (done.TakesAway)
            return new GrantChanges([], [.. own.Select(grant => grant.Key)]);
        return done is { Action: ChangeAction.ChangeRole, ByGrants: false, Role: { } role }
            ? new GrantChanges([.. own.Where(grant => grant.GivesSeat && grant.AppRole != role).Select(grant => grant with { AppRole = role })], [])
            : new GrantChanges([], []);
    }

    /// <summary>After a decision by hand: who is matched holds a grant of their own, and who is no more holds none.</summary>
    /// <param name="member">The member before.</param>
    /// <param name="decision">What is decided now.</param>
    /// <param name="held">The grants of whoever was matched before, or is now.</param>
    /// <param name="at">When it is decided.</param>
    public static GrantChanges After(Member member, MemberDecision decision, IReadOnlyCollection<Grant> held, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(decision);
        var person = decision.IsMatched ? decision.UserId : null;
        var taken = held.Where(grant => !grant.IsShared && grant.UserId != person).Select(grant => grant.Key);
        if (person is null)
            return new GrantChanges([], [.. taken]);
        var known = held.FirstOrDefault(grant => grant.Key == new GrantKey(person, GrantSource.Individual));
        var given = Grant.OfPerson(person, GrantSource.Individual, known?.AppRole ?? member.Facts.Role, decision.HubRole ?? Access.HubRole.Collaborator, known?.Since ?? at);
        var imported = held.Where(grant => grant.Source == GrantSource.Imported && grant.UserId == person).Select(grant => grant.Key);
        return new GrantChanges(given == known ? [] : [given], [.. taken.Concat(imported)]);
    }
}
