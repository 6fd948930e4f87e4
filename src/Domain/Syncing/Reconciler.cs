using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Syncing;

/// <summary>Makes the one plan of a check: what the read changes in what is stored. Pure: the same input gives the same plan.</summary>
public static class Reconciler
{
    /// <summary>Makes the plan.</summary>
    /// <param name="input">Everything that it is made from.</param>
    /// <exception cref="Failures.AppFailureException">The read is incomplete, inconsistent or implausible; nothing may be derived from it.</exception>
    public static ReconcilePlan Plan(ReconcileInput input)
    {
        SnapshotCheck.ThrowIfUnusable(input.Snapshot);

        var people = new PeopleIndex(input.People);
        var pairs = RowPairing.Pair(input.Snapshot, input.Stored);
        var accepted = Invitations.Accepted(pairs);
        var decisions = DecisionRound.Decide(pairs, people, input.HubRoles, Invitations.Inherited(accepted, pairs));

        var outcomes = pairs.Present.Zip(decisions, (row, decision) => Outcome.Of(row, decision, accepted.GetValueOrDefault(row.MemberId), input.Connected, input.EndsChange))
            .Concat(pairs.Missing.Select(Outcome.OfGone))
            .OrderBy(outcome => outcome.MemberId, StringComparer.Ordinal)
            .ToList();
        var changes = outcomes.Select(outcome => outcome.Change).OfType<MemberChange>().ToList();
        var losses = Losses(pairs.Missing, [.. accepted.Values.Select(invitation => invitation.Id)]);

        var baseVersion = PlanDigest.OfStored(input.Stored);
        return new ReconcilePlan(
            input.PlanId,
            input.HubId,
            input.History.Now,
            input.Snapshot.ReadAt,
            baseVersion,
            PlanDigest.OfChanges(baseVersion, changes),
            PlanDigest.OfLosses(losses),
            changes,
            losses,
            LossGuard.Judge(input.PlanId, losses.Count, Guarded(input.Stored), input.History, input.Thresholds),
            ReportLines.Make(input.Snapshot, outcomes, people),
            [.. ActivityLines.Make(input.PlanId, outcomes, people, input.EndsChange), .. ActivityLines.OfSeats(input)]);
    }

    // Exempted members count for nothing, who accepted an invitation has lost nothing, and whom a task takes away was counted before it did.
    private static List<MemberLoss> Losses(IReadOnlyList<Member> missing, HashSet<string> accepted) =>
    [
        .. missing
            .Where(member => member.Decision.Status != MemberStatus.Exempted && !IsCounted(member.Stage) && !accepted.Contains(member.Id))
            .OrderBy(member => member.Id, StringComparer.Ordinal)
            .Select(member => new MemberLoss(member.Id, member.Facts.Email, member.Facts.Name, member.Facts.RawRole, member.Decision.UserId)),
    ];

    // Under way, or ended while the read at its end could not be recorded.
    private static bool IsCounted(MemberStage stage) => stage is MemberStage.Deprovisioning or MemberStage.Removed;

    private static int Guarded(IReadOnlyList<Member> stored) =>
        stored.Count(member => member.IsPresent && member.Decision.Status != MemberStatus.Exempted);
}
