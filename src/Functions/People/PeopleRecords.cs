using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.People;

/// <summary>A change of one person's role in a hub.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Before">Their role before.</param>
/// <param name="After">Their role from now on; null is none.</param>
/// <param name="At">When it was decided.</param>
/// <param name="ActorId">Who decided it.</param>
/// <param name="ActorName">What people call them.</param>
/// <param name="Event">What the activity calls it.</param>
/// <param name="Target">Whom it is about, for people.</param>
/// <param name="Reason">Why, where a reason is asked for.</param>
public sealed record HubPeopleChange(
    string UserId, HubRole? Before, HubRole? After, DateTimeOffset At, string ActorId, string ActorName, string Event, string Target, string? Reason = null)
{
    /// <summary>Somebody who was no Owner made themself one, and the other Owners are told.</summary>
    public const string TakenOver = "hubTakenOver";

    /// <summary>Teams or groups make the person Owner: it ends with them, so that no grant of their own is written.</summary>
    public bool ByGrants { get; init; }

    /// <summary>The seat is given to the person by name as well.</summary>
    public bool GivesSeat { get; init; }

    /// <summary>The task that it belongs to.</summary>
    public string? TaskId { get; init; }
}

/// <summary>Somebody who is listed as Owner.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Since">Since when.</param>
/// <param name="LeavingAt">When they began to leave the workspace; null where they never did.</param>
public sealed record ListedOwner(string UserId, DateTimeOffset Since, DateTimeOffset? LeavingAt);

/// <summary>A hub's Owners, and whose turn it is to change its people.</summary>
/// <param name="Owners">Everybody who is listed.</param>
/// <param name="Number">How many changes there ever were.</param>
/// <param name="Begun">A change of which something is still to be done.</param>
/// <param name="Tag">The version that was read; null where nothing was ever changed.</param>
public sealed record HubPeopleTurn(IReadOnlyList<ListedOwner> Owners, int Number, HubPeopleChange? Begun, string? Tag);

/// <summary>How somebody stands to a hub, with everything that it is read from.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Person">What is known of them; null where they are nobody of the workspace.</param>
/// <param name="Role">Their role in the hub; null is none.</param>
/// <param name="Listed">How they are listed as Owner; null where they are not.</param>
/// <param name="Seats">The present members of the app who are matched to them.</param>
/// <param name="Grants">Why they have their place.</param>
public sealed record HubStanding(string UserId, DirectoryPerson? Person, HubRole? Role, ListedOwner? Listed, IReadOnlyList<StoredMember> Seats, HubGrants Grants)
{
    /// <summary>What people call them.</summary>
    public string Name => Person?.Name ?? UserId;

    /// <summary>What the rules look at.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="person">What is known of the person.</param>
    public HubPersonFacts Facts(string hubId, DirectoryPerson person)
    {
        ArgumentNullException.ThrowIfNull(person);
        var shared = Grants.Of(UserId).Where(grant => grant.IsShared).ToList();
        return new HubPersonFacts(
            person.Name, person.Role, person.Active, Seats.Count > 0, Seats.Count == 0 ? null : $"/api/v1/hubs/{hubId}/members/{Seats[0].Member.Id}",
            Grants.HolderOf(UserId), shared.Count == 0 ? null : shared.Max(grant => grant.HubRole));
    }
}
