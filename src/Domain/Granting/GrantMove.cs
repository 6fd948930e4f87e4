namespace Seatkeeper.Domain.Granting;

/// <summary>What a team or group did to one person's grant.</summary>
public enum GrantMoveKind
{
    /// <summary>It gave one.</summary>
    Given,
    /// <summary>It gives another role.</summary>
    Changed,
    /// <summary>The person is in the group no more; the grant is kept for a while.</summary>
    Left,
    /// <summary>The person is in the group again, before the grant was taken.</summary>
    Back,
    /// <summary>The absence stands; a person has to confirm it.</summary>
    Lapsed,
    /// <summary>It gives nothing any more.</summary>
    Ended,
    /// <summary>A group took over a seat that was there before.</summary>
    Adopted,
    /// <summary>The person was missed in the group, and turns out to be out in the directory: what becomes of them is decided there.</summary>
    Kept,
}

/// <summary>What one team or group did to one person's grant, and what made it do so.</summary>
/// <param name="Kind">What.</param>
/// <param name="Source">Which of the two; of what was adopted, that it was there before.</param>
/// <param name="SourceId">The team or group.</param>
/// <param name="Name">Its name.</param>
/// <param name="Cause">What made it do so, where that is known.</param>
public sealed record GrantMove(GrantMoveKind Kind, GrantSource Source, string? SourceId, string Name, string? Cause)
{
    /// <summary>The same for people, or null where the names alone say it.</summary>
    public string? Sentence => Source == GrantSource.Team && Kind != GrantMoveKind.Lapsed ? null : Kind switch
    {
        GrantMoveKind.Given => $"the group \"{Name}\" gives it{Because}",
        GrantMoveKind.Changed => $"the group \"{Name}\" gives another role{Because}",
        GrantMoveKind.Left => $"left the group \"{Name}\"{Because}; the grant is kept for the hub's grace",
        GrantMoveKind.Back => $"is back in the group \"{Name}\"{Because}",
        GrantMoveKind.Lapsed => $"left the {Source.Noun()} \"{Name}\" for good{Because}; a person has to confirm it",
        GrantMoveKind.Kept => $"was missed in the group \"{Name}\"{Because}; whether the seat goes is decided by who leaves the directory",
        GrantMoveKind.Adopted => "a group took over the seat that was there before",
        _ => $"the group \"{Name}\" gives it no more{Because}",
    };

    private string Because => Cause is null ? "" : $" ({Cause})";

    /// <summary>What happened between two states of one person's grants, in the order of kinds and sources.</summary>
    /// <param name="before">The grants before.</param>
    /// <param name="after">The grants afterwards.</param>
    /// <param name="sources">Every team and group that has, or is to lose, the hub.</param>
    /// <param name="departure">How the person left the workspace; null where they did not.</param>
    public static IReadOnlyList<GrantMove> Between(IReadOnlyCollection<Grant> before, IReadOnlyCollection<Grant> after, IReadOnlyCollection<GrantingSource> sources, string? departure = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (had, has) = (before.ToDictionary(grant => grant.Key), after.ToDictionary(grant => grant.Key));
        var byGroup = after.Any(grant => grant is { Source: GrantSource.Group, GivesSeat: true });
        var moves =
            from key in had.Keys.Union(has.Keys)
            let old = had.GetValueOrDefault(key)
            let now = has.GetValueOrDefault(key)
            let source = sources.FirstOrDefault(source => source.Source == key.Source && source.Id == key.SourceId)
            let kind = KindOf(old, now, byGroup) is GrantMoveKind.Back && source?.People.Contains(key.UserId) == false ? GrantMoveKind.Kept : KindOf(old, now, byGroup)
            where kind is not null
            let gone = source?.Ends is null ? departure : null
            let cause = now is not null ? now.Cause : gone ?? (old is { IsLeft: true } ? old.Cause : source?.CauseOf(key.UserId))
            orderby kind, key.SourceId
            select new GrantMove(kind.Value, key.Source, key.SourceId, (now ?? old)?.SourceName ?? key.SourceId ?? "", cause);
        return [.. moves];
    }

    private static GrantMoveKind? KindOf(Grant? old, Grant? now, bool byGroup) => (old, now) switch
    {
        ({ Source: GrantSource.Imported }, null) when byGroup => GrantMoveKind.Adopted,
        ({ IsShared: true }, null) => GrantMoveKind.Ended,
        (null, { IsShared: true, IsLeft: true }) => GrantMoveKind.Left,
        (null, { IsShared: true }) => GrantMoveKind.Given,
        ({ IsShared: true }, { LapsedAt: not null }) => old.LapsedAt is null ? GrantMoveKind.Lapsed : null,
        ({ IsShared: true }, { IsLeft: true }) => old.IsLeft ? null : GrantMoveKind.Left,
        ({ IsShared: true, IsLeft: true }, { IsLeft: false }) => GrantMoveKind.Back,
        ({ IsShared: true }, not null) when old.ToBare() != now.ToBare() => GrantMoveKind.Changed,
        _ => null,
    };
}
