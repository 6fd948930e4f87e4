using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Seatkeeper.Functions.DailyCheck;

/// <summary>How the daily check goes about. Section <c>DailyCheck</c>; when it begins is the setting <c>DailyCheckSchedule</c>.</summary>
public sealed class DailyCheckOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "DailyCheck";

    /// <summary>The time over which the checks are spread, so that not all hubs sign in at once.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromHours(4);

    /// <summary>
    /// The most checks of it at once that are at work or wait for their turn: some five for each browser session of all instances. A
    /// check that waits for a session too long gives up, so more are not started before there is room.
    /// </summary>
    public int MostOpen { get; set; } = 40;

    /// <summary>How long it waits before it looks for room again; it grows to six times that.</summary>
    public TimeSpan BusyPause { get; set; } = TimeSpan.FromSeconds(5);
}

internal sealed class DailyCheckOptionsCheck : IValidateOptions<DailyCheckOptions>
{
    public ValidateOptionsResult Validate(string? name, DailyCheckOptions options)
    {
        if (options.Window < TimeSpan.Zero || options.Window > TimeSpan.FromHours(23))
            return ValidateOptionsResult.Fail("DailyCheck__Window must be from 00:00:00 to 23:00:00: the next day's check follows.");
        if (options.MostOpen is < 1 or > 1_000)
            return ValidateOptionsResult.Fail("DailyCheck__MostOpen must be from 1 to 1000.");
        return options.BusyPause > TimeSpan.Zero && options.BusyPause <= TimeSpan.FromMinutes(1)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("DailyCheck__BusyPause must be longer than nothing and at most a minute.");
    }
}

/// <summary>Registers what the daily check needs.</summary>
internal static class DailyCheckServices
{
    public static IServiceCollection AddDailyCheck(this IServiceCollection services)
    {
        services.AddOptions<DailyCheckOptions>().BindConfiguration(DailyCheckOptions.Section).ValidateOnStart();
        return services.AddSingleton<CheckStarts>().AddSingleton<IValidateOptions<DailyCheckOptions>, DailyCheckOptionsCheck>();
    }
}
