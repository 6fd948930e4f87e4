using Seatkeeper.Domain.Access;

namespace Seatkeeper.Functions.Tests.Access;

/// <summary>What ties a caller to the hub that a call is about.</summary>
internal enum HubTie
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>They are its Collaborator.</summary>
    Collaborator,
    /// <summary>They were made its Owner; of a guest, before they became one.</summary>
    Owner,
    /// <summary>They were made Owner of another hub.</summary>
    OwnerOfAnother,
}

/// <summary>What a caller comes with.</summary>
internal enum KeyKind
{
    /// <summary>No key at all.</summary>
    Missing,
    /// <summary>A key of an Owner of the hub, who is SuperAdmin, that was revoked.</summary>
    Revoked,
    /// <summary>A key that they made for themself.</summary>
    Own,
    /// <summary>A key that they made for themself, of the role User, whatever their own is.</summary>
    OwnOfUser,
    /// <summary>A key that the workspace Owner issued in their name.</summary>
    IssuedByAnother,
    /// <summary>A service principal's key.</summary>
    Service,
}

/// <summary>Somebody who calls.</summary>
/// <param name="Column">The column of the page that they are told in.</param>
/// <param name="Role">The workspace role that their call has.</param>
/// <param name="Tie">What ties them to the hub.</param>
/// <param name="Key">What they come with.</param>
internal sealed record MatrixCaller(string Column, WorkspaceRole Role, HubTie Tie, KeyKind Key)
{
    /// <summary>Everybody.</summary>
    public static IReadOnlyList<MatrixCaller> All { get; } =
    [
        new("no key", WorkspaceRole.LoginOnly, HubTie.None, KeyKind.Missing),
        new("revoked key", WorkspaceRole.SuperAdmin, HubTie.Owner, KeyKind.Revoked),
        .. Enum.GetValues<WorkspaceRole>().SelectMany(role => OfEveryTie(role.ToString(), role, KeyKind.Own)),
        .. OfEveryTie("service, User", WorkspaceRole.User, KeyKind.Service),
        new("service, SuperAdmin", WorkspaceRole.SuperAdmin, HubTie.None, KeyKind.Service),
        new("issued key, User", WorkspaceRole.User, HubTie.Owner, KeyKind.IssuedByAnother),
        new("SuperAdmin with a User's key", WorkspaceRole.User, HubTie.None, KeyKind.OwnOfUser),
    ];

    public bool IsSignedIn => Key is not (KeyKind.Missing or KeyKind.Revoked);

    public bool IsPerson => Key != KeyKind.Service;

    public bool IsInPerson => Key is KeyKind.Own or KeyKind.OwnOfUser;

    public bool IsGuest => Role < WorkspaceRole.User;

    /// <summary>Owner of the hub, and no guest.</summary>
    public bool Manages => Tie == HubTie.Owner && !IsGuest;

    /// <summary>Owner of any hub, and no guest.</summary>
    public bool ManagesAny => Tie is HubTie.Owner or HubTie.OwnerOfAnother && !IsGuest;

    /// <summary>Has any place in the hub.</summary>
    public bool BelongsToHub => Tie is HubTie.Collaborator or HubTie.Owner;

    /// <summary>Owner or SuperAdmin of the workspace.</summary>
    public bool OverseesAll => Role >= WorkspaceRole.SuperAdmin;

    public override string ToString() => $"{Column} ({Tie})";

    private static IEnumerable<MatrixCaller> OfEveryTie(string column, WorkspaceRole role, KeyKind key) =>
        Enum.GetValues<HubTie>().Select(tie => new MatrixCaller(column, role, tie, key));
}
