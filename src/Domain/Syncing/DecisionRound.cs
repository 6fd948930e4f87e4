using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Syncing;

/// <summary>
/// Decides for all present members together whom they are matched to. What a person decided stays; nobody is matched
/// twice by a check; own addresses are matched before further ones, over all members.
/// </summary>
internal sealed class DecisionRound
{
    private readonly PeopleIndex people;
    private readonly IReadOnlyDictionary<string, HubRole> hubRoles;
    private readonly IReadOnlyList<PairedRow> rows;
    private readonly Dictionary<string, MemberDecision> inherited;
    private readonly HashSet<string> shownAddresses;
    private readonly HashSet<string> held = new(StringComparer.Ordinal);
    private readonly MemberDecision?[] decided;

    private DecisionRound(PairedRows pairs, PeopleIndex people, IReadOnlyDictionary<string, HubRole> hubRoles, Dictionary<string, MemberDecision> inherited)
    {
        this.people = people;
        this.hubRoles = hubRoles;
        this.inherited = inherited;
        rows = pairs.Present;
        decided = new MemberDecision?[rows.Count];
        shownAddresses = rows.Where(row => row.Facts.Email is not null).Select(row => EmailAddress.KeyOf(row.Facts.Email ?? "")).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Decides for every present row.</summary>
    /// <param name="pairs">The read beside what is stored.</param>
    /// <param name="people">Everybody whom Seatkeeper knows.</param>
    /// <param name="hubRoles">Roles that people have in the hub already.</param>
    /// <param name="inherited">By new member's id, what was decided about the invitation that it accepted.</param>
    /// <returns>One decision for each present row, in their order.</returns>
    public static IReadOnlyList<MemberDecision> Decide(
        PairedRows pairs, PeopleIndex people, IReadOnlyDictionary<string, HubRole> hubRoles, Dictionary<string, MemberDecision> inherited)
    {
        var round = new DecisionRound(pairs, people, hubRoles, inherited);
        round.Keep(row => round.Before(row).By == DecidedBy.Person);
        round.Keep(row => row.WasPresent && round.Before(row).IsMatched);
        round.Keep(row => round.Before(row) is { IsMatched: true, UserId: { } user } && !round.held.Contains(user));
        round.TakeOperator();
        round.Match(MatchedThrough.Address);
        round.Match(MatchedThrough.Alias);
        return [.. round.decided.Select((decision, i) => decision ?? round.Explain(round.rows[i]))];
    }

    // Of somebody who comes back, whom the accepted invitation was for goes before what was decided about the seat of that time. An
    // exemption is lifted by people only.
    private MemberDecision Before(PairedRow row)
    {
        var invited = inherited.GetValueOrDefault(row.MemberId);
        if (row.Stored?.Decision is not { By: DecidedBy.Person } byPerson)
            return invited ?? row.Stored?.Decision ?? MemberDecision.Unmatched;
        var isForSomebodyElse = invited is { IsMatched: true, UserId: not null } && byPerson.Status != MemberStatus.Exempted && invited.UserId != byPerson.UserId;
        return invited is { By: DecidedBy.Person } || isForSomebodyElse ? invited ?? byPerson : byPerson;
    }

    private void Keep(Func<PairedRow, bool> stays)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var before = Before(rows[i]);

            if (decided[i] is not null || !stays(rows[i]) || IsDecidedAnew(rows[i], before))
                continue;
            decided[i] = before.IsMatched && people.ById(before.UserId) is { } person
                ? before with { Status = StatusOf(rows[i], person), Reason = person.Active && before.Reason == MatchReason.HadLeft ? null : before.Reason }
                : before;
            if (before.IsMatched && before.UserId is not null)
                held.Add(before.UserId);
        }
    }

    // Matched to nobody by a check: an automation account, which may have been replaced. Matched by a check to somebody who left: the
    // address may be given to somebody who is here, by an account made anew for example, and the seat is theirs then.
    private bool IsDecidedAnew(PairedRow row, MemberDecision before)
    {
        if (before.By == DecidedBy.Person || !(before.UserId is null || before.IsMatched))
            return false;
        return before.UserId is null || (people.ById(before.UserId) is not { Active: true } && Find(row).Person is { Active: true });
    }

    private void TakeOperator()
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (!rows[i].Facts.IsOperator || decided[i] is not null)
                continue;
            var person = Find(rows[i]).Person;
            decided[i] = person is not null && held.Add(person.Id)
                ? new MemberDecision(MemberStatus.Onboarded, DecidedBy.Check, person.Id, RoleOf(person))
                : new MemberDecision(MemberStatus.Onboarded, DecidedBy.Check);
        }
    }

    private void Match(MatchedThrough through)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (decided[i] is not null || IsSuspicious(rows[i]) || Find(rows[i]) is not { Person: { } person } found || found.Through != through)
                continue;
            if (held.Add(person.Id))
                decided[i] = new MemberDecision(StatusOf(rows[i], person), DecidedBy.Check, person.Id, RoleOf(person), person.Active ? null : MatchReason.HadLeft);
        }
    }

    private MemberDecision Explain(PairedRow row)
    {
        if (IsSuspicious(row))
            return MemberDecision.Unmatched with { Reason = UnmatchedReason.SuspiciousIdentity };
        var found = Find(row);
        var cut = row.Facts.Email?.Contains('…', StringComparison.Ordinal) == true;
        if (found.Through == MatchedThrough.Ambiguous || cut)
            return MemberDecision.Unmatched with { Reason = UnmatchedReason.Ambiguous };
        return found.Person is null ? MemberDecision.Unmatched : MemberDecision.Unmatched with { Reason = UnmatchedReason.AlreadyMatched };
    }

    private PersonFound Find(PairedRow row) =>
        EmailAddress.TryParse(row.Facts.Email, out var address) ? people.Find(address) : new PersonFound(null, MatchedThrough.Nothing);

    // Suspicious by itself, or it only looks like the address of another member or person.
    private bool IsSuspicious(PairedRow row)
    {
        if (row.Facts.Email is not { } email || row.Facts.IsOperator)
            return false;
        if (LookAlike.IsSuspicious(email))
            return true;
        var key = EmailAddress.KeyOf(email);
        var appearance = LookAlike.Appearance(email);
        return appearance != key && (shownAddresses.Contains(appearance) || people.Knows(appearance));
    }

    private static MemberStatus StatusOf(PairedRow row, WorkspaceUser person) =>
        person.Kind == WorkspaceUserKind.Directory || row.Facts.IsOperator ? MemberStatus.Onboarded : MemberStatus.Guest;

    private HubRole RoleOf(WorkspaceUser person) => hubRoles.GetValueOrDefault(person.Id, HubRole.Collaborator);
}
