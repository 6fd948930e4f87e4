using System.Globalization;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Syncing;

/// <summary>The events of a check that are written to the activity.</summary>
public static class CheckEvent
{
    /// <summary>Somebody was seen for the first time.</summary>
    public const string MemberAdded = "memberAdded";

    /// <summary>Somebody is in no list any more.</summary>
    public const string MemberGone = "memberGone";

    /// <summary>Somebody who was gone is there again.</summary>
    public const string MemberReappeared = "memberReappeared";

    /// <summary>The role in the app changed.</summary>
    public const string RoleChanged = "roleChanged";

    /// <summary>The address changed, and the site's id told that it is the same person.</summary>
    public const string AddressChanged = "addressChanged";

    /// <summary>The name changed.</summary>
    public const string NameChanged = "nameChanged";

    /// <summary>A member that was known already was matched.</summary>
    public const string MemberMatched = "memberMatched";

    /// <summary>More or fewer seats are paid for than at the last check, whoever bought them.</summary>
    public const string PaidSeatsChanged = "paidSeatsChanged";
}

/// <summary>Writes down what a check changes. The ids come from the plan, so that applying it twice writes once.</summary>
internal static class ActivityLines
{
    private sealed record Happening(string Event, string? Before, string? After);

    public static IReadOnlyList<PlannedActivity> Make(string planId, IReadOnlyList<Outcome> outcomes, PeopleIndex people, bool endsChange)
    {
        var lines = new List<PlannedActivity>();
        foreach (var outcome in outcomes)
        {
            var user = outcome.Decision.UserId ?? outcome.Stored?.Decision.UserId;
            foreach (var happening in Happenings(outcome, people, endsChange))
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{planId}-{lines.Count + 1:D6}");
                lines.Add(new PlannedActivity(id, happening.Event, outcome.MemberId, outcome.Label, happening.Before, happening.After, user));
            }
        }

        return lines;
    }

    public static IEnumerable<PlannedActivity> OfSeats(ReconcileInput input) =>
        input is { PaidBefore: { } before, Snapshot.Seats.Paid: { } paid } && paid != before
            ? [new PlannedActivity($"{input.PlanId}-seats", CheckEvent.PaidSeatsChanged, MemberId: null, Target: null, Number(before), Number(paid))]
            : [];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<Happening> Happenings(Outcome outcome, PeopleIndex people, bool endsChange)
    {
        switch (outcome.Change?.Kind)
        {
            case MemberChangeKind.Added:
                return [new(CheckEvent.MemberAdded, null, $"{Shown(outcome)}{MatchedTo(outcome, people)}")];
            // Whom a task takes away is told of by that task, with its reason; where it could not read the list, by the next check.
            case MemberChangeKind.Gone when endsChange && outcome.Stored?.Stage == MemberStage.Deprovisioning:
            case MemberChangeKind.Gone when outcome.Stored?.Stage == MemberStage.Removed:
                return [];
            case MemberChangeKind.Gone:
                return [new(CheckEvent.MemberGone, Shown(outcome), null)];
            case MemberChangeKind.Reappeared:
                return [new(CheckEvent.MemberReappeared, null, $"{Shown(outcome)}{MatchedTo(outcome, people)}")];
            case MemberChangeKind.Changed or MemberChangeKind.Decided when outcome.Stored is { } stored:
                return Changes(outcome, stored.Facts, people, endsChange);
            default:
                return [];
        }
    }

    private static IEnumerable<Happening> Changes(Outcome outcome, MemberFacts before, PeopleIndex people, bool endsChange)
    {
        var now = outcome.Facts;
        if ((now.Role != before.Role || now.RawRole != before.RawRole) && !(endsChange && outcome.Stored?.Stage == MemberStage.Updating))
            yield return new(CheckEvent.RoleChanged, before.RawRole, now.RawRole);
        if (now.Email is null != before.Email is null || (now.Email is not null && EmailAddress.KeyOf(now.Email) != EmailAddress.KeyOf(before.Email ?? "")))
            yield return new(CheckEvent.AddressChanged, before.Email, now.Email);
        if (now.Name != before.Name)
            yield return new(CheckEvent.NameChanged, before.Name, now.Name);
        if (ReportLines.IsNewlyMatched(outcome))
            yield return new(CheckEvent.MemberMatched, null, people.ById(outcome.Decision.UserId)?.Name);
    }

    private static string Shown(Outcome outcome) => outcome.List == Presence.Pending ? $"{outcome.Facts.RawRole}, invited" : outcome.Facts.RawRole;

    private static string MatchedTo(Outcome outcome, PeopleIndex people) =>
        ReportLines.IsNewlyMatched(outcome) && people.ById(outcome.Decision.UserId) is { } person ? $", matched to {person.Name}" : "";
}
