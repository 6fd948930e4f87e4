namespace Seatkeeper.Domain.Members;

/// <summary>A role inside the app; the order is from least to most.</summary>
public enum AppRole
{
    /// <summary>Sees only what is shared explicitly.</summary>
    Guest,
    /// <summary>An ordinary member.</summary>
    Member,
    /// <summary>Manages users and settings.</summary>
    Admin,
    /// <summary>Registered the workspace; cannot be changed or removed.</summary>
    Owner,
}

/// <summary>Whether the app shows a person as a member.</summary>
public enum Presence
{
    /// <summary>In the list of members.</summary>
    Confirmed,
    /// <summary>Invited, not yet accepted.</summary>
    Pending,
    /// <summary>No longer in any list.</summary>
    Gone,
}

/// <summary>How a member stands to the people whom Seatkeeper knows.</summary>
public enum MemberStatus
{
    /// <summary>Matched to nobody.</summary>
    Unmatched,
    /// <summary>Matched to a person of the corporate directory.</summary>
    Onboarded,
    /// <summary>Matched to a person who is not in the corporate directory.</summary>
    Guest,
    /// <summary>Keeps its seat, unmanaged, with a reason.</summary>
    Exempted,
}

/// <summary>Where a member stands in the work that is done on it.</summary>
public enum MemberStage
{
    /// <summary>Nothing is under way.</summary>
    None,
    /// <summary>An invitation is being sent.</summary>
    Inviting,
    /// <summary>The app sent the invitation.</summary>
    PendingInvite,
    /// <summary>The invitation ran out.</summary>
    InviteExpired,
    /// <summary>Accepted; the person's own account is not connected yet.</summary>
    AwaitingAccount,
    /// <summary>The role is being changed.</summary>
    Updating,
    /// <summary>The seat is being revoked.</summary>
    Deprovisioning,
    /// <summary>The invitation failed.</summary>
    InviteFailed,
    /// <summary>The change of role failed.</summary>
    UpdateFailed,
    /// <summary>The removal failed.</summary>
    DeprovisioningFailed,
    /// <summary>The seat was revoked by Seatkeeper.</summary>
    Removed,
}

/// <summary>Where Seatkeeper knows a person from.</summary>
public enum WorkspaceUserKind
{
    /// <summary>In the corporate directory.</summary>
    Directory,
    /// <summary>An external guest.</summary>
    Guest,
    /// <summary>Added by hand.</summary>
    LocalPartner,
}
