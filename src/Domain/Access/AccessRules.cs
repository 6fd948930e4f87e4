namespace Seatkeeper.Domain.Access;

/// <summary>What a caller may do with one hub.</summary>
public enum HubAccess
{
    /// <summary>The hub does not exist for them (404).</summary>
    None,
    /// <summary>Its name, and their own account.</summary>
    Name,
    /// <summary>Everything may be read; changing it needs to take the hub over first.</summary>
    Read,
    /// <summary>Everything.</summary>
    Manage,
}

/// <summary>Who may do what: one place, used by every route.</summary>
public static class AccessRules
{
    /// <summary>Owner, SuperAdmin, Admin and User may connect hubs; GuestUser and LoginOnly may not.</summary>
    /// <param name="role">The caller's workspace role.</param>
    public static bool MayConnectHubs(WorkspaceRole role) => role >= WorkspaceRole.User;

    /// <summary>Whether the caller may add, change and delete people.</summary>
    /// <param name="role">The caller's workspace role.</param>
    public static bool MayWriteDirectory(WorkspaceRole role) => role >= WorkspaceRole.Admin;

    /// <summary>Whether the caller may read people: who writes them, and who owns a hub and has to match.</summary>
    /// <param name="role">The caller's workspace role.</param>
    /// <param name="ownsAnyHub">Whether the caller is Owner of a hub.</param>
    public static bool MayReadDirectory(WorkspaceRole role, bool ownsAnyHub) => MayWriteDirectory(role) || ownsAnyHub;

    /// <summary>Whether the caller may read every hub, and take one over with a reason.</summary>
    /// <param name="role">The caller's workspace role.</param>
    public static bool MayTakeOver(WorkspaceRole role) => role >= WorkspaceRole.SuperAdmin;

    /// <summary>Whether the caller may have all hubs' notifications sent somewhere.</summary>
    /// <param name="role">The caller's workspace role.</param>
    public static bool MayTellOfAllHubs(WorkspaceRole role) => role == WorkspaceRole.Owner;

    /// <summary>Whether the caller may make keys for service principals.</summary>
    /// <param name="role">The caller's workspace role.</param>
    public static bool MayIssueServiceKeys(WorkspaceRole role) => role >= WorkspaceRole.SuperAdmin;

    /// <summary>Whether the caller may let identity providers tell of people and groups.</summary>
    /// <param name="role">The caller's workspace role.</param>
    public static bool MayConnectProviders(WorkspaceRole role) => role >= WorkspaceRole.SuperAdmin;

    /// <summary>Whether the caller may make a key for another person: only on a developer's machine, and only the Owner.</summary>
    /// <param name="role">The caller's workspace role.</param>
    /// <param name="developmentStorage">Whether storage is the development one.</param>
    public static bool MayIssueKeysForOthers(WorkspaceRole role, bool developmentStorage) => developmentStorage && role == WorkspaceRole.Owner;

    /// <summary>The lesser of two roles: a key never gives more than its issuer and its holder have.</summary>
    /// <param name="one">One role.</param>
    /// <param name="other">The other.</param>
    public static WorkspaceRole Lesser(WorkspaceRole one, WorkspaceRole other) => one < other ? one : other;

    /// <summary>Whether somebody may be given a workspace role by the caller: never above the caller's own.</summary>
    /// <param name="caller">The caller's workspace role.</param>
    /// <param name="given">The role to be given.</param>
    public static bool MayGive(WorkspaceRole caller, WorkspaceRole given) => MayWriteDirectory(caller) && given <= caller;

    /// <summary>The highest hub role that a person can have: a guest is only ever a Collaborator.</summary>
    /// <param name="role">The person's workspace role.</param>
    public static HubRole HighestHubRole(WorkspaceRole role) => MayConnectHubs(role) ? HubRole.Owner : HubRole.Collaborator;

    /// <summary>Whether somebody who is Owner of a hub keeps it owned: who left the workspace, or became a guest, is Owner in name only.</summary>
    /// <param name="role">The Owner's present workspace role.</param>
    /// <param name="active">Whether they are in the workspace still.</param>
    public static bool KeepsHubOwned(WorkspaceRole role, bool active) => active && HighestHubRole(role) == HubRole.Owner;

    /// <summary>What the caller may do with a hub.</summary>
    /// <param name="role">The caller's present workspace role.</param>
    /// <param name="hubRole">The caller's role in the hub, or null.</param>
    public static HubAccess Of(WorkspaceRole role, HubRole? hubRole) => hubRole switch
    {
        // Who became a guest after being made Owner is an Owner no more.
        HubRole.Owner when HighestHubRole(role) == HubRole.Owner => HubAccess.Manage,
        _ when MayTakeOver(role) => HubAccess.Read,
        null => HubAccess.None,
        _ => HubAccess.Name,
    };
}
