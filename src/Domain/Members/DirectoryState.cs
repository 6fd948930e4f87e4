namespace Seatkeeper.Domain.Members;

/// <summary>How somebody stands in the directory.</summary>
public enum DirectoryState
{
    /// <summary>There, and may sign in.</summary>
    Present,
    /// <summary>There, and may not sign in.</summary>
    Disabled,
    /// <summary>Deleted; can be restored for 30 days.</summary>
    Deleted,
    /// <summary>Gone for good.</summary>
    Purged,
    /// <summary>Not in a complete list of everybody, and nothing says why. Nothing follows from it.</summary>
    Missing,
}
