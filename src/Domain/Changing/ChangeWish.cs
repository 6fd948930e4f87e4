using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Changing;

/// <summary>What somebody asked to be changed, before anything was looked at.</summary>
/// <param name="Action">What is to be done. A removal of somebody who is only invited takes the invitation back.</param>
/// <param name="People">To whom.</param>
/// <param name="Role">The wished role, where the action has one.</param>
/// <param name="Reason">Why, as the person wrote it.</param>
/// <param name="Allow">What is allowed that is refused otherwise, see <see cref="ChangeAllowance"/>.</param>
/// <param name="HubRole">The role in the hub of whoever is invited; Collaborator where it is left away.</param>
/// <param name="HubOnly">Nothing is done in the app: an Owner is added without a seat, or only the access to the hub is taken away.</param>
public sealed record ChangeWish(
    ChangeAction Action, IReadOnlyList<WishedPerson> People, AppRole? Role = null, string? Reason = null, IReadOnlyList<string>? Allow = null,
    HubRole? HubRole = null, bool HubOnly = false)
{
    /// <summary>The most people of one wish.</summary>
    public const int MostPeople = 500;

    /// <summary>That it is done only to members whose person has left the directory, and still has when it is sent.</summary>
    public bool LeaversOnly { get; init; }

    /// <summary>
    /// That grants of teams or groups ask for it, and nobody by name: it is done to whom only as long as their grants still come to it.
    /// </summary>
    public bool ByGrants { get; init; }

    /// <summary>The task that it undoes: what happened to the seats since is looked at again, whenever it is planned, sent or tried again.</summary>
    public string? Undoes { get; init; }

    /// <summary>Whether something is allowed.</summary>
    /// <param name="what">One of <see cref="ChangeAllowance"/>.</param>
    public bool Allows(string what) => Allow?.Contains(what, StringComparer.Ordinal) == true;
}

/// <summary>One person of a wish: a member, or an address that is to be invited.</summary>
/// <param name="ItemId">Names the person within the task; the same person has the same one in every try.</param>
/// <param name="MemberId">The member.</param>
/// <param name="Email">The address that is to be invited.</param>
/// <param name="UserId">The workspace user behind the address, who is matched and given a grant; null for somebody whom nobody knows.</param>
/// <param name="Role">The role in the app, where it is another one than the wish's.</param>
/// <param name="HubRole">The role in the hub, where it is another one than the wish's.</param>
public sealed record WishedPerson(string ItemId, string? MemberId = null, string? Email = null, string? UserId = null, AppRole? Role = null, HubRole? HubRole = null)
{
    /// <summary>Whose grants ask for it, in a wish by grants.</summary>
    public string? HolderId { get; init; }

    /// <summary>Why they are not invited, where that was known before anything was looked at.</summary>
    public string? Obstacle { get; init; }

    /// <summary>A member.</summary>
    /// <param name="memberId">Its id.</param>
    public static WishedPerson Of(string memberId) => new(memberId, memberId);

    /// <summary>Somebody who is to be invited.</summary>
    /// <param name="email">The address.</param>
    /// <param name="userId">The workspace user, where there is one.</param>
    public static WishedPerson ToInvite(string email, string? userId = null) => new(Members.MemberId.For(Presence.Pending, email, siteId: null), Email: email, UserId: userId);
}

/// <summary>What a person can allow that is refused otherwise.</summary>
public static class ChangeAllowance
{
    /// <summary>That nobody is Admin any more besides the Owner and the automation account.</summary>
    public const string LastAdmin = "lastAdmin";

    /// <summary>That API keys of the person are revoked with the seat.</summary>
    public const string ApiKeys = "apiKeys";

    /// <summary>That projects of the person go over to others with the seat.</summary>
    public const string Projects = "projects";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [LastAdmin, ApiKeys, Projects];
}
