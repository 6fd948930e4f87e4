namespace Seatkeeper.Domain.Guards;

/// <summary>One applied or reserved plan in a hub's ledger of losses.</summary>
/// <param name="PlanId">The plan; counted once, however often it is applied.</param>
/// <param name="At">When it was reserved.</param>
/// <param name="Losses">How many members it marked gone or removed, exempted ones not counted.</param>
/// <param name="MembersBefore">Present members before it, exempted ones not counted.</param>
public sealed record GuardLedgerEntry(string PlanId, DateTimeOffset At, int Losses, int MembersBefore)
{
    /// <summary>A person approved just these losses, beyond the limits.</summary>
    public bool Approved { get; init; }
}

/// <summary>Why the guard tripped.</summary>
public enum GuardRule
{
    /// <summary>It did not.</summary>
    None,
    /// <summary>More losses than the allowed number, and more than the allowed share.</summary>
    NumberAndShare,
    /// <summary>At least two losses, and more than half of the members.</summary>
    MoreThanHalf,
    /// <summary>More losses than are ever allowed without a person.</summary>
    Total,
}

/// <summary>What the guard says about one plan.</summary>
/// <param name="Rule">The rule that tripped, or <see cref="GuardRule.None"/>.</param>
/// <param name="PlanLosses">Losses of this plan.</param>
/// <param name="WindowLosses">Losses of the last 24 hours, this plan's included.</param>
/// <param name="MembersAtStart">Members at the window's start.</param>
public sealed record GuardVerdict(GuardRule Rule, int PlanLosses, int WindowLosses, int MembersAtStart)
{
    /// <summary>True where a person has to approve before anything is applied.</summary>
    public bool Tripped => Rule != GuardRule.None;

    /// <summary>The verdict for people.</summary>
    public string Sentence => Rule switch
    {
        GuardRule.None => $"{WindowLosses} of {MembersAtStart} members would be gone within 24 hours, which is within the guard's limits.",
        GuardRule.Total => $"{WindowLosses} members would be gone within 24 hours, more than are ever allowed without a person.",
        GuardRule.MoreThanHalf => $"{WindowLosses} of {MembersAtStart} members would be gone within 24 hours, more than half.",
        _ => $"{WindowLosses} of {MembersAtStart} members would be gone within 24 hours, more than the guard's limits.",
    };
}

/// <summary>Stops a plan that would take more seats away than is usual.</summary>
public static class LossGuard
{
    /// <summary>How far back losses count.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromHours(24);

    /// <summary>Judges one plan.</summary>
    /// <param name="planId">The plan; its own reservation in the ledger is not counted twice.</param>
    /// <param name="planLosses">How many members it would mark gone or remove, exempted ones not counted.</param>
    /// <param name="membersNow">Present members before the plan, exempted ones not counted.</param>
    /// <param name="history">The ledger and the time.</param>
    /// <param name="thresholds">The hub's thresholds in force.</param>
    public static GuardVerdict Judge(string planId, int planLosses, int membersNow, GuardHistory history, GuardThresholds thresholds)
    {
        var others = history.Entries
            .Where(entry => entry.At > history.Now - Window && entry.PlanId != planId)
            .OrderBy(entry => entry.At).ThenBy(entry => entry.PlanId, StringComparer.Ordinal)
            .ToList();
        var members = others.Count > 0 ? others[0].MembersBefore : membersNow;
        var losses = planLosses + others.Sum(entry => entry.Losses);

        // A plan that takes nobody away is never held up by what earlier ones did.
        var rule = planLosses == 0 ? GuardRule.None : RuleFor(losses, members, thresholds);
        return new GuardVerdict(rule, planLosses, losses, members);
    }

    private static GuardRule RuleFor(int losses, int members, GuardThresholds thresholds)
    {
        if (losses > thresholds.MaxTotal)
            return GuardRule.Total;
        if (losses > thresholds.MaxLosses && losses * 100L > (long)thresholds.MaxPercent * members)
            return GuardRule.NumberAndShare;
        return losses >= 2 && losses * 2L > members ? GuardRule.MoreThanHalf : GuardRule.None;
    }
}

/// <summary>What the guard looks back on.</summary>
/// <param name="Now">The time.</param>
/// <param name="Entries">The hub's ledger; older entries are passed over.</param>
public sealed record GuardHistory(DateTimeOffset Now, IReadOnlyList<GuardLedgerEntry> Entries);
