using Microsoft.Extensions.DependencyInjection;

namespace Seatkeeper.Functions.Replacing;

/// <summary>Registers what replacing an automation account needs.</summary>
internal static class ReplacingServices
{
    public static IServiceCollection AddReplacing(this IServiceCollection services) => services
        .AddSingleton<AccountClaims>().AddSingleton<ReplacementStarts>().AddSingleton<ReplacementTurns>();
}
