using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Changing;

/// <summary>Decides for each person of a wish by themself: what is to be done, what is so already, and what a rule forbids.</summary>
internal sealed class ChangeRules
{
    private readonly ChangeWish wish;
    private readonly HubFacts hub;
    private readonly HubGrants grants;
    private readonly Dictionary<string, Member> byId;
    private readonly ILookup<string, Member> present;

    public ChangeRules(ChangeInput input)
    {
        wish = input.Wish;
        hub = input.Hub;
        grants = input.Grants;
        byId = input.Stored.ToDictionary(member => member.Id, StringComparer.Ordinal);
        present = input.Stored.Where(member => member is { IsPresent: true, Facts.Email: not null })
            .ToLookup(member => EmailAddress.KeyOf(member.Facts.Email ?? ""), StringComparer.Ordinal);
    }

    /// <summary>Decides for one person.</summary>
    public PlannedChange Decide(WishedPerson person) => (wish.Action, wish.HubOnly) switch
    {
        (ChangeAction.Invite, true) => AddOwner(person),
        (ChangeAction.Invite, false) => ByGrants(Invite(person), person),
        (_, true) => TakeAccess(person),
        _ => ByGrants(Change(person), person),
    };

    public static Failure Refusal(FailureKind kind, string? detail = null) => new(kind, Detail: detail);

    private PlannedChange ByGrants(PlannedChange item, WishedPerson person) => wish.ByGrants ? GrantRule.Apply(item with { ByGrants = true }, person, grants) : item;

    private PlannedChange Invite(WishedPerson person)
    {
        var role = person.Role ?? wish.Role;
        var item = new PlannedChange(person.ItemId, ChangeAction.Invite, MemberId: null, person.Email ?? "", Role: role, GivenTo: person.UserId, HubRole: person.HubRole ?? wish.HubRole);

        if (person.Obstacle is { } obstacle)
            return item with { Refused = Refusal(FailureKind.ConcurrentChange, obstacle) };
        var user = person.UserId ?? person.HolderId;
        // They were here when it was asked for: since then the task may have waited, or be another try.
        if (user is not null && hub.Left.Contains(user))
            return item with { Refused = Refusal(FailureKind.ConcurrentChange, "The person left the workspace.") };
        // Whoever has a seat under another address is not invited a second time.
        if (user is not null && SeatOf(user) is { } seat)
            return Known(item with { Email = seat.Facts.Email }, seat);
        if (!EmailAddress.TryParse(item.Email ?? "", out var address) || LookAlike.IsSuspicious(item.Email ?? "") || ImitatesAnother(address.Key))
            return item with { Refused = Refusal(FailureKind.SuspiciousIdentity) };
        if (hub.People.IsOfLeaversOnly(address))
            return item with { Refused = Refusal(FailureKind.ConcurrentChange, "The address is that of somebody who left the workspace.") };
        // The run that planned it knew them by this address: by now they may have another one, and somebody else this one.
        if (person.HolderId is { } holder && !hub.People.IsInvitedAt(holder, address))
            return item with { Refused = Refusal(FailureKind.ConcurrentChange, "The address is not, or not only, this person's any more.") };
        if (RefusedRole(role) is { } refused)
            return item with { Refused = refused };
        return present[address.Key].OrderBy(member => member.Presence).FirstOrDefault() is { } there ? Known(item, there) : item;
    }

    private PlannedChange Known(PlannedChange item, Member there)
    {
        item = item with { MemberId = there.Id, Name = there.Facts.Name, RoleBefore = there.Facts.RawRole, UserId = there.Decision.UserId };
        if (item.GivenTo is not null && there.Decision.Status == MemberStatus.Exempted)
            return item with { Refused = Refusal(FailureKind.ProtectedMember, $"The member is exempted: {there.Decision.Reason}") };
        if (item.GivenTo is { } user && there.Decision.IsMatched && there.Decision.UserId != user)
            return item with { Refused = Refusal(FailureKind.AmbiguousIdentity, "The member with this address is matched to somebody else.") };
        // A person whom somebody names gets the grant with the seat as it is; of an address that is nobody's the role was all that was asked.
        if (there.Presence == Presence.Confirmed)
        {
            return item.GivenTo is null && HasAnotherRole(item, there)
                ? item with { Refused = Refusal(FailureKind.AlreadyMember, $"Is a member already, as {there.Facts.RawRole}: change the role instead.") }
                : item with { AlreadySo = $"Is a member already, as {there.Facts.RawRole}; a role is changed by itself." };
        }

        if (there.Facts.InvitationExpired)
            return item with { Refused = Refusal(FailureKind.AlreadyInvited, "The invitation ran out: send it again.") };
        return HasAnotherRole(item, there)
            ? item with { Refused = Refusal(FailureKind.AlreadyInvited, $"Is invited already, as {there.Facts.RawRole}: change the role once it was accepted, or take the invitation back and invite anew.") }
            : item with { AlreadySo = "Has a valid invitation already." };
    }

    // What grants come to is given once the invitation was accepted.
    private bool HasAnotherRole(PlannedChange item, Member there) => !wish.ByGrants && there.Facts.Role is { } role && item.Role is { } wished && role != wished;

    // An Owner needs no seat.
    private PlannedChange AddOwner(WishedPerson person) =>
        new(person.ItemId, ChangeAction.Invite, MemberId: null, person.Email, GivenTo: person.UserId, HubRole: HubRole.Owner, HubOnly: true);

    // The seat stays. With a reason the matched member is exempted, or else it is matched to nobody.
    private PlannedChange TakeAccess(WishedPerson person)
    {
        if (person.MemberId is null || byId.GetValueOrDefault(person.MemberId) is not { } member)
            return new PlannedChange(person.ItemId, wish.Action, person.MemberId, person.Email, Refused: Refusal(FailureKind.MemberNotFound), HubOnly: true);
        var item = new PlannedChange(
            person.ItemId, wish.Action, member.Id, member.Facts.Email, member.Facts.Name, member.Facts.RawRole, UserId: member.Decision.UserId, HubOnly: true);
        if (member.Decision is { IsMatched: true, UserId: { } user } && hub.Owners.Contains(user))
            return item with { Refused = Refusal(FailureKind.ProtectedMember, "The person is Owner of the hub; take that away first.") };
        var answer = HandDecisions.TakeAccess(member, grants, wish.Reason);
        if (answer.Refused is { } refused)
            return item with { Refused = Refusal(FailureKind.ProtectedMember, refused.Detail), HeldBy = refused.Link is null ? null : refused };
        return answer.Decision is null ? item with { AlreadySo = "Has no access to the hub." } : item;
    }

    private PlannedChange Change(WishedPerson person)
    {
        if (person.MemberId is null || byId.GetValueOrDefault(person.MemberId) is not { } member)
            return new PlannedChange(person.ItemId, wish.Action, person.MemberId, person.Email, Refused: Refusal(FailureKind.MemberNotFound));

        var action = wish.Action == ChangeAction.Remove && member.List == Presence.Pending ? ChangeAction.CancelInvitation : wish.Action;
        var item = new PlannedChange(
            person.ItemId, action, member.Id, member.Facts.Email, member.Facts.Name, member.Facts.RawRole,
            action == ChangeAction.ChangeRole ? person.Role ?? wish.Role : null, member.Decision.UserId)
        { RoleHeld = member.Facts.Role };
        if ((RefusalOf(member, action) ?? RefusalOfDoubt(member, action) ?? (action == ChangeAction.ChangeRole ? RefusedRole(person.Role ?? wish.Role) : null)) is { } refused)
            return item with { Refused = refused };
        if (wish.LeaversOnly && !(member.Decision is { IsMatched: true, UserId: { } leaver } && (hub.Left.Contains(leaver) || grants.HasLapsed(leaver))))
            return item with { Refused = Refusal(FailureKind.ConcurrentChange, "The member is matched to nobody any more who left the directory, or the groups that gave the seat.") };
        // Sending an invitation again takes nothing from anybody; what grants ask for is held against all of a person's grants.
        if (action != ChangeAction.ResendInvitation && !wish.ByGrants && grants.HolderOf(member.Decision.IsMatched ? member.Decision.UserId : null) is { } holder)
            return item with { Refused = Refusal(FailureKind.ProtectedMember, holder.Detail), HeldBy = holder };
        if (!member.IsPresent)
            return item with { AlreadySo = "Is in no list of the app any more." };
        return action == ChangeAction.Remove && TwinOf(member) is { } twin ? item with { TwinId = twin.Id, Refused = RefusalOf(twin, ChangeAction.CancelInvitation) } : item;
    }

    private Failure? RefusalOf(Member member, ChangeAction action)
    {
        var facts = member.Facts;
        if (facts.Role == AppRole.Owner)
            return Refusal(FailureKind.ProtectedMember, "The Owner of the app's workspace is never changed.");
        if (facts.IsOperator || Same(facts.Email, hub.OperatorEmail))
            return Refusal(FailureKind.ProtectedMember, "This is the hub's automation account.");
        if (member is { IsPresent: true, Decision.Status: MemberStatus.Exempted })
            return Refusal(FailureKind.ProtectedMember, $"The member is exempted: {member.Decision.Reason}");
        if (RefusalOfPresence(member, action) is { } absent)
            return absent;
        // The person is found again by the address alone: what was cut, or is not shown, could be anybody.
        return member.IsPresent && !EmailAddress.TryParse(facts.Email, out _) ? Refusal(FailureKind.AmbiguousIdentity, "The app shows no whole address.") : null;
    }

    // Where a check, a team or a group asks for it, by whom the member is matched to, nobody is taken away whose seat it may not be. An
    // invitation of the same address goes with the seat, and is nobody's apart from it.
    private Failure? RefusalOfDoubt(Member member, ChangeAction action)
    {
        if (!(wish.LeaversOnly || wish.ByGrants) || !member.IsPresent || action is not (ChangeAction.Remove or ChangeAction.CancelInvitation))
            return null;
        return hub.People.OtherWith(member.Facts.Email, member.Decision.IsMatched ? member.Decision.UserId : null) is { } other
            ? Refusal(FailureKind.AmbiguousIdentity, $"{other.Name}, who is here, has this address too: match the member by hand, or remove it by name.")
            : null;
    }

    private static Failure? RefusalOfPresence(Member member, ChangeAction action) => (action, member.Presence) switch
    {
        (ChangeAction.ChangeRole or ChangeAction.ResendInvitation, Presence.Gone) => Refusal(FailureKind.MemberNotFound),
        (ChangeAction.ChangeRole, Presence.Pending) => Refusal(FailureKind.AlreadyInvited, "A role is changed once the invitation was accepted."),
        (ChangeAction.ResendInvitation or ChangeAction.CancelInvitation, Presence.Confirmed) => Refusal(FailureKind.AlreadyMember, "The invitation was accepted."),
        _ => null,
    };

    private Failure? RefusedRole(AppRole? wished) => wished is { } role && (role == AppRole.Owner || !hub.Roles.Contains(role))
        ? Refusal(FailureKind.RoleNotAvailable, role == AppRole.Owner ? "Nobody is made Owner by automation." : null)
        : null;

    private Member? SeatOf(string userId) => present.SelectMany(same => same)
        .Where(member => member.Decision.IsMatched && member.Decision.UserId == userId).OrderBy(member => member.Presence).ThenBy(member => member.Id, StringComparer.Ordinal).FirstOrDefault();

    private Member? TwinOf(Member member) => member.Facts.Email is { } email
        ? present[EmailAddress.KeyOf(email)].FirstOrDefault(other => other.Presence == Presence.Pending)
        : null;

    private bool ImitatesAnother(string key)
    {
        var appearance = LookAlike.Appearance(key);
        return appearance != key && (present.Contains(appearance) || hub.KnownAddresses.Contains(appearance));
    }

    private static bool Same(string? one, string? other) => one is not null && other is not null && EmailAddress.KeyOf(one) == EmailAddress.KeyOf(other);
}
