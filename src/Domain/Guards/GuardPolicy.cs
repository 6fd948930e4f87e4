namespace Seatkeeper.Domain.Guards;

/// <summary>A hub's thresholds, and the looser ones that it waits for.</summary>
/// <param name="InForce">What was in force when the policy was last changed.</param>
/// <param name="Pending">Looser thresholds that come into force later, or null.</param>
/// <param name="PendingFrom">When they do.</param>
public sealed record GuardPolicy(GuardThresholds InForce, GuardThresholds? Pending = null, DateTimeOffset? PendingFrom = null)
{
    /// <summary>How long a loosening waits, so that whoever took over an Owner's account cannot loosen and remove in one go.</summary>
    public static TimeSpan LooseningDelay { get; } = TimeSpan.FromHours(24);

    /// <summary>What a new hub starts with.</summary>
    public static GuardPolicy Default { get; } = new(GuardThresholds.Default);

    /// <summary>The thresholds at a time.</summary>
    /// <param name="now">The time.</param>
    public GuardThresholds At(DateTimeOffset now) => Pending is not null && PendingFrom <= now ? Pending : InForce;

    /// <summary>Tightened figures apply at once; loosened ones wait, and a new wish replaces one that still waits.</summary>
    /// <param name="wanted">The new thresholds; their <see cref="GuardThresholds.BrokenRules"/> are checked by the caller.</param>
    /// <param name="now">The time.</param>
    public GuardPolicy Change(GuardThresholds wanted, DateTimeOffset now)
    {
        var atOnce = At(now).Strictest(wanted);
        return atOnce == wanted ? new GuardPolicy(wanted) : new GuardPolicy(atOnce, wanted, now + LooseningDelay);
    }
}
