using Microsoft.Extensions.Options;

namespace Seatkeeper.Functions.Watchdog;

/// <summary>How the watchdog judges, and how long things are kept. Section <c>Watchdog</c>.</summary>
public sealed class WatchdogOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Watchdog";

    /// <summary>How long after its deadline a question may stay open: the orchestration's own timer comes first.</summary>
    public TimeSpan LapseGrace { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a hub may name a task that has no row yet: a start needs moments for it.</summary>
    public TimeSpan StartGrace { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a task may work without telling anything.</summary>
    public TimeSpan LongestSilence { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The most open tasks that one sweep looks at; the next one goes on from there.</summary>
    public int TasksPerSweep { get; set; } = 1_000;

    /// <summary>How often old things are purged.</summary>
    public TimeSpan PurgeInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The most of each kind that one purge deletes.</summary>
    public int PerPurge { get; set; } = 200;

    /// <summary>How long orchestration instances are kept after they were made.</summary>
    public TimeSpan KeepInstances { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long tasks are kept after they were made.</summary>
    public TimeSpan KeepTasks { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How long evidence is kept.</summary>
    public TimeSpan KeepEvidence { get; set; } = TimeSpan.FromDays(30);
}

internal sealed class WatchdogOptionsCheck : IValidateOptions<WatchdogOptions>
{
    public ValidateOptionsResult Validate(string? name, WatchdogOptions options)
    {
        if (options.TasksPerSweep < 1 || options.PerPurge < 1)
            return ValidateOptionsResult.Fail("Watchdog__TasksPerSweep and Watchdog__PerPurge must be at least 1.");
        var shortest = new[] { options.LongestSilence, options.KeepInstances, options.KeepTasks, options.KeepEvidence }.Min();
        return shortest > TimeSpan.Zero && options.LapseGrace >= TimeSpan.Zero && options.StartGrace >= TimeSpan.Zero && options.PurgeInterval >= TimeSpan.Zero
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("The times of the section Watchdog must be positive.");
    }
}
