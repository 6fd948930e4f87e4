using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Granting;

/// <summary>Whose seat a hub's members are, by their match and by their address.</summary>
internal sealed class PeoplesSeats
{
    private readonly PeopleIndex people;
    private readonly Dictionary<string, Member> members;
    private readonly ILookup<string, Member> byAddress;
    private readonly HashSet<string> holders;
    private readonly HashSet<string> valid;

    public PeoplesSeats(IReadOnlyCollection<Member> members, IReadOnlyCollection<WorkspaceUser> people)
    {
        this.people = new PeopleIndex(people);
        this.members = members.ToDictionary(member => member.Id, StringComparer.Ordinal);
        holders = members.Where(ImportedGrants.HoldsSeat).Select(member => member.Decision.UserId ?? "").ToHashSet(StringComparer.Ordinal);
        valid = members.Where(member => ImportedGrants.HoldsSeat(member) && IsValid(member)).Select(member => member.Decision.UserId ?? "").ToHashSet(StringComparer.Ordinal);
        byAddress = members.Where(member => member is { IsPresent: true, Facts.Email: not null }).ToLookup(member => EmailAddress.KeyOf(member.Facts.Email ?? ""), StringComparer.Ordinal);
    }

    /// <summary>All members, those that were matched included.</summary>
    public IEnumerable<Member> Members => members.Values;

    public WorkspaceUser? Find(string person) => people.ById(person);

    /// <summary>Whoever has a seat, or an invitation.</summary>
    public IReadOnlySet<string> Seated => holders;

    /// <summary>Whether a person has a seat, or an invitation.</summary>
    public bool Has(string person) => holders.Contains(person);

    /// <summary>The role that the app shows of a member.</summary>
    public AppRole? RoleOf(string memberId) => members.GetValueOrDefault(memberId)?.Facts.Role;

    /// <summary>The members who are matched to a person, the confirmed one first.</summary>
    public IReadOnlyList<Member> Of(string person) => [.. members.Values.Where(member => ImportedGrants.HoldsSeat(member) && member.Decision.UserId == person).OrderBy(member => member.Presence)];

    /// <summary>Whoever is matched to a confirmed member.</summary>
    public IReadOnlySet<string> Confirmed() => members.Values
        .Where(member => member is { Presence: Presence.Confirmed, Decision: { IsMatched: true, UserId: not null } })
        .Select(member => member.Decision.UserId ?? "").ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// Matches people to members who have their address and nobody looked at yet, as the next check would: they have the seat already.
    /// What a person decided about a member stays.
    /// </summary>
    public IReadOnlyList<SeatMatch> Match(IEnumerable<string> gained, Func<string, HubRole> roleOf)
    {
        var matches = new List<SeatMatch>();
        foreach (var person in gained.Where(person => !Has(person)).Select(people.ById).OfType<WorkspaceUser>())
        {
            foreach (var member in AddressesOf(person).SelectMany(key => byAddress[key]).Where(member => IsFree(members[member.Id]) && IsOf(member, person)).Take(1))
            {
                var status = person.Kind == WorkspaceUserKind.Directory ? MemberStatus.Onboarded : MemberStatus.Guest;
                var match = new SeatMatch(member.Id, new MemberDecision(status, DecidedBy.Check, person.Id, roleOf(person.Id)), person.Name);
                members[member.Id] = member with { Decision = match.Decision };
                holders.Add(person.Id);
                if (IsValid(member))
                    valid.Add(person.Id);
                matches.Add(match);
            }
        }

        return matches;
    }

    /// <summary>Why a person who is matched to nobody, or to the automation account, is not invited: somebody with their address is in the app, or they are.</summary>
    public SeatObstacle? Obstacle(string person)
    {
        if (members.Values.Any(member => member is { IsPresent: true, Facts.IsOperator: true, Decision.IsMatched: true } && member.Decision.UserId == person))
            return new SeatObstacle("Is in the app as the automation account, which keeps its seat.");
        if (people.ById(person) is not { } known || AddressesOf(known).SelectMany(key => byAddress[key]).Select(member => members[member.Id]).FirstOrDefault() is not { } there)
            return null;
        if (there.Facts.IsOperator)
            return new SeatObstacle("Has the automation account's address, which keeps its seat.", FailureKind.ProtectedMember);
        return there.Decision.Status == MemberStatus.Exempted
            ? new SeatObstacle("Has a seat already, which is exempted and stays as it is.")
            : new SeatObstacle("Somebody with this address has a seat already and is not matched to them; match them by hand.", FailureKind.AmbiguousIdentity);
    }

    /// <summary>Why a person who is invited has no seat all the same: it is too late to accept.</summary>
    public string? Expired(string person) => Has(person) && !valid.Contains(person) ? "Has an invitation that ran out; send it again." : null;

    /// <summary>Whether an invitation goes with the seat of the same address and the same person.</summary>
    public bool GoesAlong(SeatEffect effect) =>
        effect is { Kind: SeatEffectKind.Remove, MemberId: { } id } && members.GetValueOrDefault(id) is { Presence: Presence.Pending, Facts.Email: { } email }
        && byAddress[EmailAddress.KeyOf(email)].Any(other => other.Presence == Presence.Confirmed && IsSeatOf(members[other.Id], effect.UserId));

    private static bool IsValid(Member member) => member is { Presence: Presence.Confirmed } or { Facts.InvitationExpired: false };

    private static bool IsSeatOf(Member member, string person) => ImportedGrants.HoldsSeat(member) && member.Decision.UserId == person;

    private static bool IsFree(Member member) =>
        member is { Facts.IsOperator: false, Decision: { Status: MemberStatus.Unmatched, By: DecidedBy.Nobody, Reason: null }, Stage: not (MemberStage.Inviting or MemberStage.Updating or MemberStage.Deprovisioning) };

    private static IEnumerable<string> AddressesOf(WorkspaceUser person) => person.Aliases.Prepend(person.Email).Select(EmailAddress.KeyOf).Distinct(StringComparer.Ordinal);

    // Also for somebody else who has the address the same answer has to come out, or nobody knows whose seat it is.
    private bool IsOf(Member member, WorkspaceUser person) =>
        EmailAddress.TryParse(member.Facts.Email, out var address) && !LookAlike.IsSuspicious(member.Facts.Email ?? "") && people.Find(address).Person?.Id == person.Id;
}

/// <summary>Why somebody who is given a seat is not invited.</summary>
/// <param name="Note">For people.</param>
/// <param name="Kind">What kind of failure it is; null where they have a seat all the same.</param>
internal sealed record SeatObstacle(string Note, FailureKind? Kind = null);
