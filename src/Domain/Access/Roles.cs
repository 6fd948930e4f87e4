namespace Seatkeeper.Domain.Access;

/// <summary>A person's role in the workspace (the company); the order is from least to most.</summary>
public enum WorkspaceRole
{
    /// <summary>May only log in to apps.</summary>
    LoginOnly,
    /// <summary>An external guest; only ever a Collaborator of a hub.</summary>
    GuestUser,
    /// <summary>May connect hubs.</summary>
    User,
    /// <summary>May connect hubs and write the directory.</summary>
    Admin,
    /// <summary>May take over hubs and make keys for service principals.</summary>
    SuperAdmin,
    /// <summary>The owner of the workspace.</summary>
    Owner,
}

/// <summary>A person's role in one business hub.</summary>
public enum HubRole
{
    /// <summary>May only log in to the app through the hub, and connect their own account.</summary>
    Collaborator,
    /// <summary>Shares access and manages the hub.</summary>
    Owner,
}

/// <summary>Who is calling, as a value: a workspace user or a named service principal.</summary>
/// <param name="Id">The workspace user's or service principal's id.</param>
/// <param name="Name">What people call them; for activity entries.</param>
/// <param name="Role">Their present workspace role, already limited by the key they came with.</param>
/// <param name="IsPerson">False for a service principal.</param>
/// <param name="InPerson">True where the caller proved to be that person: an Entra token, or a key that they made for themself.</param>
public sealed record Caller(string Id, string Name, WorkspaceRole Role, bool IsPerson, bool InPerson);
