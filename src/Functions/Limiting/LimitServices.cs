using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Seatkeeper.Functions.Limiting;

/// <summary>Registers the limits of calls.</summary>
internal static class LimitServices
{
    public static IServiceCollection AddLimits(this IServiceCollection services)
    {
        services.AddOptions<CallLimitOptions>().BindConfiguration(CallLimitOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CallLimitOptions>, CallLimitOptionsCheck>();
        return services.AddSingleton<CallLimits>();
    }
}
