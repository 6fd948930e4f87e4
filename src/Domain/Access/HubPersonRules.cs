using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Domain.Access;

/// <summary>A role in a hub that somebody is to have.</summary>
/// <param name="Role">The role.</param>
/// <param name="Seat">Whether with a seat in the app; null is as it is.</param>
public sealed record HubPersonWish(HubRole Role, bool? Seat = null);

/// <summary>How somebody stands to a hub.</summary>
/// <param name="Name">What people call them.</param>
/// <param name="WorkspaceRole">Their present workspace role.</param>
/// <param name="Active">Whether they are in the workspace still.</param>
/// <param name="HasSeat">Whether a present member of the app is matched to them.</param>
/// <param name="Seat">Where their seat is found in the API; null without one.</param>
/// <param name="Holder">The team or group that gives them their place; null where none does.</param>
/// <param name="HeldAs">The highest hub role that teams and groups give them; null where none does.</param>
public sealed record HubPersonFacts(string Name, WorkspaceRole WorkspaceRole, bool Active, bool HasSeat, string? Seat = null, Refusal? Holder = null, HubRole? HeldAs = null);

/// <summary>Who may have which role in a hub, with or without a seat. That a hub keeps an Owner is decided where the roles are written.</summary>
public static class HubPersonRules
{
    /// <summary>Why somebody cannot have a role, or null where they can.</summary>
    /// <param name="wish">The role.</param>
    /// <param name="person">How they stand now.</param>
    public static Refusal? RefusalOf(HubPersonWish wish, HubPersonFacts person)
    {
        ArgumentNullException.ThrowIfNull(wish);
        ArgumentNullException.ThrowIfNull(person);
        if (!person.Active)
            return new Refusal(RefusalKind.StageNotAllowed, $"{person.Name} left the workspace.");
        if (wish.Role > AccessRules.HighestHubRole(person.WorkspaceRole))
            return Field("hubRole", "must be Collaborator: a guest is never Owner of a hub.");
        if (wish is { Role: HubRole.Collaborator, Seat: false })
            return Field("seat", "must be true or left away: a Collaborator always has a seat.");
        if (wish.Seat == false && person.HasSeat)
            return new Refusal(RefusalKind.StageNotAllowed, $"{person.Name} has a seat. It is taken away by removing the member, never here.", Link: person.Seat);
        return person.HeldAs > wish.Role ? person.Holder : null;
    }

    /// <summary>Whether the wish is for a seat that nobody has given yet: it has to be got in the app first.</summary>
    /// <param name="wish">The role.</param>
    /// <param name="person">How they stand now.</param>
    public static bool NeedsSeat(HubPersonWish wish, HubPersonFacts person)
    {
        ArgumentNullException.ThrowIfNull(wish);
        ArgumentNullException.ThrowIfNull(person);
        return !person.HasSeat && (wish.Seat == true || wish.Role == HubRole.Collaborator);
    }

    private static Refusal Field(string field, string rule) =>
        new(RefusalKind.Invalid, $"{field} {rule}", new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [rule] });
}
