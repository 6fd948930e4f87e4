using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Seatkeeper.Functions.Tokens;

/// <summary>Registers what reads access tokens.</summary>
internal static class TokenServices
{
    public static IServiceCollection AddTokens(this IServiceCollection services)
    {
        services.AddOptions<EntraOptions>().BindConfiguration(EntraOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EntraOptions>, EntraOptionsCheck>();
        return services.AddSingleton<EntraKeys>().AddSingleton<EntraTokens>().AddSingleton<EntraPeople>().AddSingleton<FirstOwner>().AddSingleton<EntraCallers>();
    }
}
