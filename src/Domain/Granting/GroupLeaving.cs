namespace Seatkeeper.Domain.Granting;

/// <summary>A hub's rules about people who leave the groups that are mapped to it.</summary>
/// <param name="Grace">How far two complete reads that miss somebody have to be apart before that counts.</param>
/// <param name="TakesByItself">Whether the grant is taken then; else it is kept until a person has confirmed it.</param>
/// <param name="AdoptsExisting">Whether a group takes over the seats of its people that were there before.</param>
public sealed record GroupRules(TimeSpan Grace, bool TakesByItself = false, bool AdoptsExisting = false)
{
    /// <summary>What a hub has from the start.</summary>
    public static GroupRules Default { get; } = new(TimeSpan.FromMinutes(30));
}

/// <summary>
/// Decides what becomes of a group's grant whose person is in the group no more. It is the last reason for a seat only as long as nothing
/// else gives one: then it is kept, marked, until the absence was read twice with the hub's grace in between, and from then on until a
/// person confirms it, where the hub wants that, or where the group was found without anybody all at once. Where something else gives the seat, it ends at once, or
/// of a group that was found empty with the second read: that changes a role at most. A team
/// takes somebody out by a person's word, which needs no other; but who left the workspace is out of their teams by nobody's, so what a team
/// gave them is held against the hub's setting like what a group gave.
/// </summary>
internal sealed class GroupLeaving(HubGrants stored, GrantablePeople people, GroupRules rules, DateTimeOffset at)
{
    /// <summary>The grants that people keep who are not in the groups any more, or left the workspace, marked as they have to be.</summary>
    /// <param name="sources">Every team and group that has, or is to lose, the hub.</param>
    /// <param name="given">What they give to those who are in them.</param>
    public IReadOnlyList<Grant> Kept(IReadOnlyCollection<GrantingSource> sources, IReadOnlyCollection<Grant> given)
    {
        var seen = sources.Where(source => !source.IsUnread).Select(source => (source.Source, source.Id)).ToHashSet();
        var here = given.Select(grant => grant.Key).ToHashSet();
        var mapped = sources.Where(source => source is { Source: GrantSource.Group, Ends: null }).ToList();

        // Who is missed in one group may be in another by now: an absence counts once all of them were read again.
        var readAt = mapped.Count == 0 ? default : mapped.Min(source => source.IsUnread ? default : source.ReadAt);
        var kept =
            (from source in mapped
             where !source.IsUnread
             from grant in stored.All
             where grant.Source == GrantSource.Group && grant.SourceId == source.Id && !here.Contains(grant.Key)
             select Marked(grant, source, readAt)).Concat(OfTeams(sources, here)).ToList();

        // A source that nobody could read still gives what it gave.
        var unread = stored.All.Where(grant => !grant.IsShared || !seen.Contains((grant.Source, grant.SourceId ?? "")));
        var seated = given.Concat(unread).Concat(kept).Where(grant => grant is { GivesSeat: true, IsLeft: false }).Select(grant => grant.UserId).ToHashSet(StringComparer.Ordinal);
        return [.. kept.Where(grant => !grant.IsLeft || (seated.Contains(grant.UserId) ? grant is { NeedsWord: true, LapsedAt: null } : !IsOver(grant)))];
    }

    /// <summary>The grants of seats that were there before and that groups take over, because they give them now.</summary>
    public static IReadOnlyList<GrantKey> Adopted(HubGrants stored, IReadOnlyCollection<Grant> given)
    {
        var byGroups = given.Where(grant => grant is { Source: GrantSource.Group, GivesSeat: true }).Select(grant => grant.UserId).ToHashSet(StringComparer.Ordinal);
        return [.. stored.All.Where(grant => grant.Source == GrantSource.Imported && byGroups.Contains(grant.UserId)).Select(grant => grant.Key).OrderBy(key => key.UserId, StringComparer.Ordinal)];
    }

    /// <summary>When to read the groups again, because an absence may count by then; null where nobody is missed.</summary>
    public static DateTimeOffset? LookAgainAt(HubGrants after, IReadOnlyCollection<GrantingSource> sources, GroupRules rules)
    {
        var mapped = sources.Where(source => source is { Source: GrantSource.Group, Ends: null, IsUnread: false }).Select(source => source.Id).ToHashSet(StringComparer.Ordinal);
        return after.All.Where(grant => grant is { Source: GrantSource.Group, IsLeft: true, LapsedAt: null } && mapped.Contains(grant.SourceId ?? "")).Min(grant => grant.LeftSince) + rules.Grace;
    }

    // Who is back in the workspace is not back in the team, whether anybody planned meanwhile or not: what was waited for is waited for still.
    private IEnumerable<Grant> OfTeams(IReadOnlyCollection<GrantingSource> sources, HashSet<GrantKey> here) =>
        from source in sources
        where source is { Source: GrantSource.Team, Ends: null, IsUnread: false }
        from grant in stored.All
        where grant.Source == GrantSource.Team && grant.SourceId == source.Id && !here.Contains(grant.Key)
        where grant.LapsedAt is not null || people.Left.ContainsKey(grant.UserId) || (people.LeftAt.TryGetValue(grant.UserId, out var leftAt) && leftAt > grant.Since)
        select grant.LapsedAt is not null ? grant : Lapsed(grant, people.Left.GetValueOrDefault(grant.UserId) ?? "left the workspace for a while");

    private Grant Lapsed(Grant grant, string how) => grant with { LeftSince = grant.LeftSince ?? at, LapsedAt = at, Cause = how };

    private static Grant Here(Grant grant, string? cause) => grant with { LeftSince = null, LapsedAt = null, NeedsWord = false, Cause = cause };

    private Grant Marked(Grant grant, GrantingSource source, DateTimeOffset readAt)
    {
        // Who left the workspace is known to have left, whatever the group says: nothing is waited for.
        if (people.Left.TryGetValue(grant.UserId, out var how))
            return (grant.LapsedAt is not null ? grant : Lapsed(grant, how)) with { NeedsWord = false };

        // Who is deleted in the directory is in no group's list, and whether they leave is decided there, by a person where that is asked:
        // until they have left, that a list does not name them is nothing against them.
        if (people.Out.TryGetValue(grant.UserId, out var said))
            return grant.IsLeft ? Here(grant, said) : grant;

        var asks = source.IsEmptied || people.Missed.Contains(grant.UserId);
        // Somebody whom nobody knows yet, or any more, and who is in the group: nothing is known against them.
        if (source.People.Contains(grant.UserId))
            return grant.IsLeft ? Here(grant, source.CauseOf(grant.UserId)) : grant;
        if (grant.LeftSince is not { } since)
            return grant with { LeftSince = source.SeenAt, NeedsWord = asks, Cause = source.CauseOf(grant.UserId) };
        // They were back meanwhile, and left again: that is a leaving of its own.
        if (source.Leavings.Of(grant.UserId) is { } again && again > (grant.LapsedAt ?? since))
            return grant with { LeftSince = again, LapsedAt = null, NeedsWord = asks, Cause = source.CauseOf(grant.UserId) };
        var waits = grant with { NeedsWord = grant.NeedsWord || people.Missed.Contains(grant.UserId) };
        return grant.LapsedAt is null && readAt > since && readAt - since >= rules.Grace ? waits with { LapsedAt = readAt } : waits;
    }

    // Without a seat there is nothing to confirm.
    private bool IsOver(Grant grant) => grant.LapsedAt is not null && ((rules.TakesByItself && !grant.NeedsWord) || !people.Seated.Contains(grant.UserId));
}
