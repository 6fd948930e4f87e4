using Seatkeeper.Contracts;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Members;

/// <summary>Plans of changes as the API shows them.</summary>
internal static class ChangePlanViews
{
    /// <summary>What a dry run answers.</summary>
    public static ChangePlanResponse Of(ChangePlan plan)
    {
        var guard = new GuardVerdictResponse(plan.Verdict.Tripped, plan.Losses.Count, plan.Verdict.Sentence);
        var seats = new SeatNeedResponse(plan.Seats.Needed, plan.Seats.Free, plan.Seats.Paid, plan.Seats.Maximum);
        return new ChangePlanResponse(plan.Digest, [.. plan.Items.Select(Of)], guard, seats);
    }

    private static PlannedChangeResponse Of(PlannedChange item)
    {
        var outcome = item.Refused is not null ? PlannedOutcome.Refused : item.AlreadySo is not null ? PlannedOutcome.NoChange : PlannedOutcome.Change;
        var meaning = item.Refused is { } refused ? FailureCatalog.Describe(refused.Kind) : null;
        var sentence = item.AlreadySo ?? (meaning is null ? null : $"{meaning.Sentence} {item.Refused?.Detail}".TrimEnd());
        return new PlannedChangeResponse(item.MemberId, item.Label, item.Action, item.RoleBefore, item.Role, outcome, item.Refused?.Kind, sentence, meaning?.Remedy);
    }
}
