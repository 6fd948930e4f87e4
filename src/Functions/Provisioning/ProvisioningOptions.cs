using Microsoft.Extensions.Options;

namespace Seatkeeper.Functions.Provisioning;

/// <summary>How hubs are brought in step with their teams and groups. Section <c>Provisioning</c>.</summary>
public sealed class ProvisioningOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Provisioning";

    /// <summary>
    /// How long a seat is kept whose last team was changed, and a role that a change of a team or group lowers: somebody who moves from one to
    /// another is often taken out of the first one a moment before they are put into the second. (A seat whose last group was left is kept for
    /// the hub's grace.) Who takes a whole team or group from a hub waits for nothing.
    /// </summary>
    public TimeSpan Settling { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after a second read that failed, or whose run is under way, the groups of a hub are read again.</summary>
    public TimeSpan ReadAgain { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a run that failed is waited with; twice as long after every further one.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The shortest time between two looks of a run at the tasks that it started; it waits longer from look to look.</summary>
    public TimeSpan LookAgain { get; set; } = TimeSpan.FromSeconds(2);
}

/// <summary>The times of provisioning.</summary>
public sealed class ProvisionTimes(IOptions<ProvisioningOptions> options, TimeProvider clock)
{
    private const int MostDoublings = 8;

    /// <summary>How long after a second read that failed the groups are read again.</summary>
    public TimeSpan ReadAgain => options.Value.ReadAgain;

    /// <summary>When a run looks again at the tasks that it started.</summary>
    public DateTimeOffset NextLook => clock.GetUtcNow() + options.Value.LookAgain;

    /// <summary>When a run may be started again that failed now.</summary>
    /// <param name="failures">How many failed before it.</param>
    public DateTimeOffset NextTry(int failures) => clock.GetUtcNow() + (options.Value.FirstPause * Math.Pow(2, Math.Min(failures, MostDoublings)));
}
