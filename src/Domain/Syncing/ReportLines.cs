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
            [.. present.SelectMany(Anomalies), .. MatchedTwice(present), .. present.Where(outcome => IsDueForReview(outcome.Decision, snapshot.ReadAt)).Select(Review)],
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
        if (outcome.Decision is not { IsMatched: true, UserId: { } user } || outcome.Facts.IsOperator)
            return null;
        var person = people.ById(user);
        if (person is { Active: true })
            return null;
        var who = person?.Name ?? "The matched person";
        return Line(outcome, "Leaver", $"{who} left the directory and still has a seat.");
    }

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
