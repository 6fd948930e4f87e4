namespace Seatkeeper.GraphSimulator.Model;

public enum ChangeKind
{
    Created,
    Updated,
    MembersChanged,
    SoftlyDeleted,
    Restored,
    Deleted,
}

/// <summary>A member who came or went.</summary>
public sealed record MemberChange(DirectoryObject Member, bool Removed);

/// <summary>One change of one object.</summary>
/// <param name="Seq">Its number, from 1.</param>
/// <param name="Subject">What changed.</param>
/// <param name="Kind">How.</param>
/// <param name="At">When.</param>
public sealed record Change(long Seq, DirectoryObject Subject, ChangeKind Kind, DateTimeOffset At)
{
    /// <summary>The properties that have other values, for an update.</summary>
    public IReadOnlyList<string> Properties { get; init; } = [];

    public IReadOnlyList<MemberChange> Members { get; init; } = [];
}

/// <summary>Everything that changed since the world was made, in order.</summary>
public sealed class ChangeLog
{
    private readonly List<Change> changes = [];

    /// <summary>The number of the last change; 0 where nothing changed yet.</summary>
    public long Last => changes.Count;

    public Change Add(DirectoryObject subject, ChangeKind kind, DateTimeOffset at, IReadOnlyList<string>? properties = null, IReadOnlyList<MemberChange>? members = null)
    {
        var change = new Change(changes.Count + 1, subject, kind, at) { Properties = properties ?? [], Members = members ?? [] };
        changes.Add(change);
        return change;
    }

    /// <summary>The changes after one number up to another.</summary>
    public IEnumerable<Change> Between(long after, long upTo)
    {
        for (var i = (int)Math.Max(0, after); i < Math.Min(upTo, changes.Count); i++) yield return changes[i];
    }
}
