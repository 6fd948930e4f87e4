using Seatkeeper.Domain.Guards;

namespace Seatkeeper.Benchmarks.Groups;

/// <summary>A loss above the guard's limits that no person had approved.</summary>
/// <param name="Effect">Which.</param>
/// <param name="Nth">Of the hub's losses.</param>
/// <param name="Members">How many the hub had.</param>
internal sealed record UnapprovedLoss(SiteEffect Effect, int Nth, int Members);

/// <summary>Holds a hub's losses against the guard's limits, and against what persons said. Pure.</summary>
internal static class GuardJudge
{
    /// <summary>What went beyond both.</summary>
    /// <param name="effects">What happened to the hub's seats, in the order in which it did.</param>
    /// <param name="seats">How many there were before.</param>
    /// <param name="approved">What persons said about the hub's losses.</param>
    public static IReadOnlyList<UnapprovedLoss> Unapproved(IReadOnlyList<SiteEffect> effects, int seats, IEnumerable<ApprovedLoss> approved)
    {
        // The app counts against those who were there at the first loss: at the most all who were there at first, or were invited before it.
        var members = seats + effects.TakeWhile(effect => !effect.TakesAway).Count(effect => effect.Gives);

        // What is over first is used up first: the rest may still be needed.
        var (losses, left, unapproved) = (0, approved.OrderBy(given => given.Until ?? DateTimeOffset.MaxValue).ToList(), new List<UnapprovedLoss>());
        foreach (var loss in effects.Where(effect => effect.TakesAway))
        {
            losses++;
            // A person's yes is for one loss, by the task that asked: who is removed again later, or by another task, was asked about again.
            var yes = left.FindIndex(given => given.Covers(loss));
            if (yes >= 0)
                left.RemoveAt(yes);
            else if (Trips(losses, members))
                unapproved.Add(new UnapprovedLoss(loss, losses, members));
        }

        return unapproved;
    }

    private static bool Trips(int losses, int members)
    {
        var limits = GuardThresholds.Default;
        return losses > limits.MaxTotal || (losses > limits.MaxLosses && losses * 100 > limits.MaxPercent * members) || (losses >= 2 && losses * 2 > members);
    }
}
