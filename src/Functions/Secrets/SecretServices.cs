using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Secrets;

/// <summary>Registers the secret store that the settings name.</summary>
internal static class SecretServices
{
    public static IServiceCollection AddSecrets(this IServiceCollection services)
    {
        services.AddOptions<SecretsOptions>().BindConfiguration(SecretsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SecretsOptions>, SecretsOptionsCheck>();
        services.AddSingleton(provider => VaultClient.Create(provider.GetRequiredService<IOptions<SecretsOptions>>().Value));
        services.AddSingleton(StoreOf);
        services.AddTable<DataKeysTable>(DataKeysTable.Name);
        return services.AddSingleton<DataKeys>();
    }

    private static ISecretStore StoreOf(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<SecretsOptions>>();
        if (options.Value.Store != "KeyVault") return new LocalFileSecretStore(options);
        var clock = provider.GetRequiredService<TimeProvider>();
        return new RememberingSecretStore(new KeyVaultSecretStore(provider.GetRequiredService<SecretClient>(), options, clock), options, clock);
    }
}
