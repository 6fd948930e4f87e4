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
        return new ChangePlanResponse(plan.Digest, [.. plan.Items.Select(Of)], guard, Of(plan.Seats));
    }

    /// <summary>The seats of a plan, and what they cost.</summary>
    public static SeatNeedResponse Of(SeatNeed need) =>
        new(need.Needed, need.Free, need.Paid, need.Maximum, need.Short, need.Cost?.Each, need.Cost?.Currency, need.Short > 0 ? need.NotBought : null);

    private static PlannedChangeResponse Of(PlannedChange item)
    {
        var outcome = item.Refused is not null ? PlannedOutcome.Refused : item.AlreadySo is not null ? PlannedOutcome.NoChange : PlannedOutcome.Change;
        var meaning = item.Refused is { } refused ? FailureCatalog.Describe(refused.Kind) : null;
        var sentence = item.AlreadySo ?? (meaning is null ? null : $"{meaning.Sentence} {item.Refused?.Detail}".TrimEnd());
        return new PlannedChangeResponse(item.MemberId, item.Label, item.Action, item.RoleBefore, item.Role, outcome, item.Refused?.Kind, sentence, meaning?.Remedy);
    }
}
