using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Syncing;

/// <summary>Writes a check's report: figures, people who left, and what else somebody should look at.</summary>
internal static class ReportLines
{
    public static ReconcileReport Make(MemberSnapshot snapshot, IReadOnlyList<Outcome> outcomes, PeopleIndex people)
    {
        var present = outcomes.Where(outcome => outcome.IsPresent).ToList();
        return new ReconcileReport(
            present.Count(outcome => outcome.List == Presence.Confirmed),
            present.Count(outcome => outcome.List == Presence.Pending),
            Count(outcomes, MemberChangeKind.Added),
            Count(outcomes, MemberChangeKind.Changed),
            Count(outcomes, MemberChangeKind.Gone),
            Count(outcomes, MemberChangeKind.Reappeared),
            present.Count(IsNewlyMatched),
            Statuses(present),
            [.. present.Select(outcome => Leaver(outcome, people)).OfType<ReportLine>()],
            [.. present.SelectMany(Anomalies), .. present.Select(outcome => Doubtful(outcome, people)).OfType<ReportLine>(), .. MatchedTwice(present), .. present.Where(outcome => IsDueForReview(outcome.Decision, snapshot.ReadAt)).Select(Review)],
            snapshot.Seats);
    }

    /// <summary>Whether the check matches the member to a person, other than before.</summary>
    internal static bool IsNewlyMatched(Outcome outcome) =>
        outcome.Change?.Decision is { IsMatched: true, UserId: { } user } && (outcome.Stored is not { } stored || stored.Decision.UserId != user);

    private static int Count(IReadOnlyList<Outcome> outcomes, MemberChangeKind kind) => outcomes.Count(outcome => outcome.Change?.Kind == kind);

    private static StatusCounts Statuses(List<Outcome> present)
    {
        return new StatusCounts(Of(MemberStatus.Onboarded), Of(MemberStatus.Guest), Of(MemberStatus.Unmatched), Of(MemberStatus.Exempted));

        int Of(MemberStatus status) => present.Count(outcome => outcome.Decision.Status == status);
    }

    private static ReportLine? Leaver(Outcome outcome, PeopleIndex people)
    {
        if (!HasLeft(outcome, people) || Other(outcome, people) is not null)
            return null;
        return Line(outcome, "Leaver", outcome.Decision.Reason == MatchReason.HadLeft
            ? $"{Who(outcome, people)} was out of the directory before this seat was matched to them; only a person takes it away."
            : $"{Who(outcome, people)} left the directory and still has a seat.");
    }

    // Whose seat it is nobody knows, so nobody is taken away.
    private static ReportLine? Doubtful(Outcome outcome, PeopleIndex people) => HasLeft(outcome, people) && Other(outcome, people) is { } other
        ? Line(outcome, "LeaverAmbiguous", $"{Who(outcome, people)} left the directory, and {other.Name}, who is here, has this address: undo the match, and match this member by hand.")
        : null;

    private static bool HasLeft(Outcome outcome, PeopleIndex people) =>
        outcome is { Facts.IsOperator: false, Decision: { IsMatched: true, UserId: { } user } } && people.ById(user) is not { Active: true };

    private static WorkspaceUser? Other(Outcome outcome, PeopleIndex people) => people.OtherWith(outcome.Facts.Email, outcome.Decision.UserId);

    private static string Who(Outcome outcome, PeopleIndex people) => people.ById(outcome.Decision.UserId)?.Name ?? "The matched person";

    private static IEnumerable<ReportLine> Anomalies(Outcome outcome)
    {
        if (outcome.Facts.Role is null)
            yield return Line(outcome, nameof(FailureKind.UnknownRole), $"The app shows the role \"{outcome.Facts.RawRole}\", which the page map does not know.");

        if (outcome.Decision is { Status: MemberStatus.Unmatched, Reason: { } reason })
        {
            var sentence = reason switch
            {
                UnmatchedReason.SuspiciousIdentity => FailureCatalog.Describe(FailureKind.SuspiciousIdentity).Sentence,
                UnmatchedReason.Ambiguous => "More than one person could be meant; match this member by hand.",
                UnmatchedReason.AlreadyMatched => "The person with this address is matched to another member already.",
                _ => reason,
            };
            yield return Line(outcome, reason, sentence);
        }
    }

    private static bool IsDueForReview(MemberDecision decision, DateTimeOffset at) =>
        decision is { Status: MemberStatus.Exempted, ReviewOn: { } day } && day <= DateOnly.FromDateTime(at.UtcDateTime);

    private static ReportLine Review(Outcome outcome) =>
        Line(outcome, "ExemptionReview", $"The exemption was to be looked at again by now. Its reason: {outcome.Decision.Reason}");

    // Checks never match twice, but a person may match by hand what a check had matched elsewhere.
    private static IEnumerable<ReportLine> MatchedTwice(List<Outcome> present) => present
        .Where(outcome => outcome.Decision is { IsMatched: true, UserId: not null })
        .GroupBy(outcome => outcome.Decision.UserId, StringComparer.Ordinal)
        .Where(same => same.Count() > 1)
        .SelectMany(same => same.Select(outcome => Line(outcome, "MatchedTwice", "The same person is matched to more than one member.")));

    private static ReportLine Line(Outcome outcome, string kind, string sentence) => new(outcome.MemberId, outcome.Facts.Email, kind, sentence);
}
