using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Seatkeeper.Functions.Secrets;

/// <summary>Registers the secret store that the settings name.</summary>
internal static class SecretServices
{
    public static IServiceCollection AddSecrets(this IServiceCollection services)
    {
        services.AddOptions<SecretsOptions>().BindConfiguration(SecretsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SecretsOptions>, SecretsOptionsCheck>();
        services.AddSingleton<ISecretStore, LocalFileSecretStore>();
        return services.AddSingleton<DataKeys>();
    }
}
