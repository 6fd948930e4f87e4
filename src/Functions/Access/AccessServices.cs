using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Access;

/// <summary>Registers what finds out who is calling.</summary>
internal static class AccessServices
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddTable<WorkspaceUsersTable>(WorkspaceUsersTable.Name);
        services.AddTable<ApiKeysTable>(ApiKeysTable.Name);
        services.AddSingleton<CallerResolver>().AddSingleton<RevocationTrail>().AddSingleton<ApiKeyHolders>();
        services.AddOptions<BootstrapOptions>().BindConfiguration(BootstrapOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BootstrapOptions>, BootstrapOptionsCheck>();
        services.AddSingleton<BootstrapOwner>();
        return services.AddHostedService(provider => provider.GetRequiredService<BootstrapOwner>());
    }
}
