namespace Seatkeeper.Domain.Members;

/// <summary>The workspace of the app that a read was made in.</summary>
/// <param name="Id">The app's own id of the workspace; opaque.</param>
/// <param name="Name">Its name as the app shows it.</param>
public sealed record AppWorkspace(string Id, string Name)
{
    // Marks an id that is only a name, so that it is never compared with an id of the app.
    private const string NameOnly = "name:";

    /// <summary>Whether the app's pages tell an id of it; else two of one name cannot be told apart.</summary>
    public bool HasId => IsIdOfTheApp(Id);

    /// <summary>A workspace of which the pages tell the name alone.</summary>
    /// <param name="name">Its name.</param>
    public static AppWorkspace OfName(string name) => new(NameOnly + name, name);

    /// <summary>A name as the app's pages show it, however its data space it.</summary>
    /// <param name="name">The name.</param>
    public static string Clean(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Whether it may be the same workspace, of which one of two looks may have told less: only two ids tell two of one name apart.</summary>
    /// <param name="other">The workspace of another look.</param>
    public bool MayBe(AppWorkspace other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return HasId && other.HasId ? Id == other.Id : Clean(Name) == Clean(other.Name);
    }

    /// <summary>Whether an id is the app's own, and not a name that stands for one.</summary>
    /// <param name="id">The id.</param>
    public static bool IsIdOfTheApp(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return !id.StartsWith(NameOnly, StringComparison.Ordinal);
    }
}

/// <summary>Seats as the app tells them; null where the app does not show a figure.</summary>
/// <param name="Used">Seats in use, pending invitations included.</param>
/// <param name="Paid">Seats that are paid for.</param>
/// <param name="Maximum">The most that the plan allows; null is unlimited or unknown.</param>
public sealed record SeatCount(int? Used, int? Paid, int? Maximum);

/// <summary>Where a snapshot's rows come from.</summary>
public enum SnapshotSource
{
    /// <summary>From the rendered list alone.</summary>
    Page,
    /// <summary>From the rendered list, and the page's own JSON answer agreed.</summary>
    PageAndJson,
}

/// <summary>Everything that one complete read of the app's members found.</summary>
/// <param name="Workspace">Where it was read: the pinned workspace, by the name that it has now where the pages tell its id.</param>
/// <param name="OperatorEmail">The signed-in automation account.</param>
/// <param name="ReadAt">When the read ended.</param>
/// <param name="Source">Where the rows come from.</param>
/// <param name="Members">Confirmed and pending people; an address may be once in each.</param>
/// <param name="ConfirmedTotal">The number of members that the page itself tells.</param>
/// <param name="PendingTotal">The number of invitations that the page itself tells.</param>
/// <param name="Seats">Seats, where shown.</param>
/// <param name="Complete">True only where both lists were read to their end and every cross-check agreed. Only such a read may make anybody gone.</param>
public sealed record MemberSnapshot(
    AppWorkspace Workspace,
    string OperatorEmail,
    DateTimeOffset ReadAt,
    SnapshotSource Source,
    IReadOnlyList<SnapshotMember> Members,
    int ConfirmedTotal,
    int PendingTotal,
    SeatCount? Seats,
    bool Complete);

/// <summary>One person in one of the app's two lists.</summary>
/// <param name="Presence"><see cref="Presence.Confirmed"/> or <see cref="Presence.Pending"/>.</param>
/// <param name="SiteId">The app's own id, where it shows one that lasts.</param>
/// <param name="Email">The address as shown; null only in apps that show none.</param>
/// <param name="Name">The name as shown; data, never markup.</param>
/// <param name="Role">The canonical role; null where the text is not in the page map.</param>
/// <param name="RawRole">The role's text as shown.</param>
/// <param name="IsOperator">The automation account itself.</param>
/// <param name="InvitationExpired">For a pending person: the app calls the invitation expired.</param>
/// <param name="LastActive">As the app shows it, where it does.</param>
/// <param name="TwoFactor">As the app shows it, where it does.</param>
public sealed record SnapshotMember(
    Presence Presence,
    string? SiteId,
    string? Email,
    string? Name,
    AppRole? Role,
    string RawRole,
    bool IsOperator = false,
    bool InvitationExpired = false,
    DateTimeOffset? LastActive = null,
    bool? TwoFactor = null);
