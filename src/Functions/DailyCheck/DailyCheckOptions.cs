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
}

internal sealed class DailyCheckOptionsCheck : IValidateOptions<DailyCheckOptions>
{
    public ValidateOptionsResult Validate(string? name, DailyCheckOptions options) =>
        options.Window >= TimeSpan.Zero && options.Window <= TimeSpan.FromHours(23)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("DailyCheck__Window must be from 00:00:00 to 23:00:00: the next day's check follows.");
}

/// <summary>Registers what the daily check needs.</summary>
internal static class DailyCheckServices
{
    public static IServiceCollection AddDailyCheck(this IServiceCollection services)
    {
        services.AddOptions<DailyCheckOptions>().BindConfiguration(DailyCheckOptions.Section).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<DailyCheckOptions>, DailyCheckOptionsCheck>();
    }
}
