using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Watchdog;

/// <summary>Registers what the watchdog needs.</summary>
internal static class WatchdogServices
{
    public static IServiceCollection AddWatchdog(this IServiceCollection services)
    {
        services.AddOptions<WatchdogOptions>().BindConfiguration(WatchdogOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WatchdogOptions>, WatchdogOptionsCheck>();
        services.AddTable<WatchdogTable>(WatchdogTable.Name);
        return services.AddSingleton<AbandonedChanges>().AddSingleton<AbandonedHubs>().AddSingleton<HubMends>().AddSingleton<AbandonedTasks>().AddSingleton<Examination>().AddSingleton<TaskMending>().AddSingleton<TaskSweep>().AddSingleton<HubSweep>().AddSingleton<OldTasks>().AddSingleton<Retention>().AddSingleton<Upkeep>();
    }
}
