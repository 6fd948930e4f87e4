using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Granting;

/// <summary>What has to happen in the app once grants changed.</summary>
public enum SeatEffectKind
{
    /// <summary>The person holds a seat's grant and is in no list of the app.</summary>
    Invite,
    /// <summary>The highest role of the grants is another one than the app shows.</summary>
    ChangeRole,
    /// <summary>The last grant is gone, and the seat is still there.</summary>
    Remove,
}

/// <summary>What has to happen to one person.</summary>
/// <param name="Kind">What.</param>
/// <param name="UserId">The person.</param>
/// <param name="MemberId">Their member, where there is one.</param>
/// <param name="Role">The role, where one is to be given.</param>
public sealed record SeatEffect(SeatEffectKind Kind, string UserId, string? MemberId = null, AppRole? Role = null);

/// <summary>
/// Tells what a change of grants means for seats: the net effect over all of a person's grants, whatever order they came and went
/// in. A seat goes only with the last grant. Nothing happens to people whose grants come to the same as before.
/// </summary>
public static class GrantEffects
{
    /// <summary>The effects, in the order of the people's ids.</summary>
    /// <param name="before">The grants before.</param>
    /// <param name="after">The grants afterwards.</param>
    /// <param name="members">The hub's members.</param>
    public static IReadOnlyList<SeatEffect> Between(HubGrants before, HubGrants after, IEnumerable<Member> members)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var matched = members.Where(ImportedGrants.HoldsSeat)
            .ToLookup(member => member.Decision.UserId, StringComparer.Ordinal);
        return
        [
            .. before.People.Union(after.People, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .SelectMany(person => Of(person, before.Of(person), after.Of(person), [.. matched[person].OrderBy(member => member.Presence)])),
        ];
    }

    /// <summary>
    /// Roles that could not be changed while an invitation was open: whoever accepted it has the role of the invitation, and their teams
    /// and groups may give another one by then.
    /// </summary>
    /// <param name="grants">The grants.</param>
    /// <param name="members">The hub's members.</param>
    public static IReadOnlyList<SeatEffect> OnceAccepted(HubGrants grants, IEnumerable<Member> members)
    {
        ArgumentNullException.ThrowIfNull(grants);
        return
        [
            .. from member in members
               where ImportedGrants.HoldsSeat(member) && member is { Presence: Presence.Confirmed, Stage: MemberStage.AwaitingAccount, Facts.Role: not AppRole.Owner }
               let person = member.Decision.UserId ?? ""
               where grants.Of(person).Any(grant => grant is { IsShared: true, GivesSeat: true })
               let role = grants.StandingOf(person).AppRole
               where role is not null and not AppRole.Owner && role != member.Facts.Role
               select new SeatEffect(SeatEffectKind.ChangeRole, person, member.Id, role),
        ];
    }

    private static IEnumerable<SeatEffect> Of(string person, IReadOnlyCollection<Grant> held, IReadOnlyCollection<Grant> holds, IReadOnlyList<Member> members)
    {
        var (before, after) = (Standing.Of(held), Standing.Of(holds));

        // Who lost the seat in the app, whatever grant is left of that time, is invited by whoever gives a seat anew.
        if (members.Count == 0)
            return IsGivenASeat(held, holds) ? [new SeatEffect(SeatEffectKind.Invite, person, Role: after.AppRole)] : [];
        if (before == after)
            return [];
        if (!after.HasSeat)
            return before.HasSeat ? members.Select(member => new SeatEffect(SeatEffectKind.Remove, person, member.Id)) : [];

        return RoleOf(person, after, members[0]);
    }

    /// <summary>The role that a member is to have, where the app shows another one. Nobody is made Owner of the app's workspace, and nobody who is it is made less.</summary>
    internal static IEnumerable<SeatEffect> RoleOf(string person, Standing now, Member shown) =>
        shown is { Presence: Presence.Confirmed, Facts.Role: not AppRole.Owner } && now.AppRole is { } role and not AppRole.Owner && shown.Facts.Role != role
            ? [new SeatEffect(SeatEffectKind.ChangeRole, person, shown.Id, role)]
            : [];

    private static bool IsGivenASeat(IReadOnlyCollection<Grant> held, IReadOnlyCollection<Grant> holds) =>
        holds.Where(grant => grant.GivesSeat).Select(grant => grant.Key).Except(held.Where(grant => grant.GivesSeat).Select(grant => grant.Key)).Any();
}
