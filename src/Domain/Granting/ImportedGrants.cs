using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;

namespace Seatkeeper.Domain.Granting;

/// <summary>Grants to write and to take away.</summary>
/// <param name="Put">To write, new or changed.</param>
/// <param name="Taken">To take away.</param>
public sealed record GrantChanges(IReadOnlyList<Grant> Put, IReadOnlyList<GrantKey> Taken)
{
    /// <summary>Nothing to do.</summary>
    public bool IsEmpty => Put.Count == 0 && Taken.Count == 0;

    /// <summary>The grants afterwards.</summary>
    /// <param name="grants">The grants before.</param>
    public HubGrants On(HubGrants grants)
    {
        ArgumentNullException.ThrowIfNull(grants);
        return new HubGrants(grants.HubId, grants.Take(Taken).All.Concat(Put));
    }
}

/// <summary>
/// Keeps the grants that only say "was there already" in step with what a check found. Those that people, teams and groups gave are
/// never its business.
/// </summary>
public static class ImportedGrants
{
    /// <summary>What a check changes of them.</summary>
    /// <param name="grants">The hub's grants.</param>
    /// <param name="members">The hub's members after the check.</param>
    /// <param name="told">The ids of the members whose role is news, as <see cref="MemberChange.TellsRole"/>.</param>
    /// <param name="at">When the members were read.</param>
    public static GrantChanges Plan(HubGrants grants, IEnumerable<Member> members, IReadOnlySet<string> told, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(grants);
        ArgumentNullException.ThrowIfNull(told);
        var seats = members.Where(HoldsSeat).ToLookup(member => member.Decision.UserId ?? "", StringComparer.Ordinal);
        var put = seats.OrderBy(person => person.Key, StringComparer.Ordinal).Select(person => Wanted(grants.Of(person.Key), [.. person], told, at)).OfType<Grant>();
        // Without a seat there is nothing that a person would have to confirm.
        var taken = grants.All.Where(grant => (grant.Source == GrantSource.Imported || grant.LapsedAt is not null) && !seats.Contains(grant.UserId)).Select(grant => grant.Key);
        return new GrantChanges([.. put], [.. taken.OrderBy(key => key.UserId, StringComparer.Ordinal)]);
    }

    // The automation account keeps its seat for the hub's sake, and needs no reason of a person's.
    internal static bool HoldsSeat(Member member) => member is { IsPresent: true, Facts.IsOperator: false, Decision: { IsMatched: true, UserId: not null } };

    private static Grant? Wanted(IReadOnlyCollection<Grant> held, IReadOnlyList<Member> members, IReadOnlySet<string> told, DateTimeOffset at)
    {
        var known = held.FirstOrDefault(grant => grant.Source == GrantSource.Imported);
        if (known is null && held.Any(grant => grant.GivesSeat))
            return null;

        // The role that the app shows is the team's or group's doing then: after it the one from before counts again. Another than all of
        // them come to is somebody's own decision in the app.
        var (shown, isNews) = (members.Max(member => member.Facts.Role), members.Any(member => told.Contains(member.Id)));
        if (known is not null && held.Any(grant => grant is { IsShared: true, GivesSeat: true }))
            return isNews && shown != known.AppRole && shown != Standing.Of(held).AppRole ? known with { AppRole = shown } : null;

        // What the app still shows of a team or group that has just ended is no news: the role from before is about to be given.
        var role = known is null || isNews ? shown : known.AppRole;
        var hubRole = members.Max(member => member.Decision.HubRole) ?? HubRole.Collaborator;
        var wanted = Grant.OfPerson(members[0].Decision.UserId ?? "", GrantSource.Imported, role, hubRole, known?.Since ?? at);
        return wanted == known ? null : wanted;
    }
}
