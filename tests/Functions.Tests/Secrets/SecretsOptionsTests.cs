using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tests.Secrets;

public sealed class SecretsOptionsTests
{
    private const string Azurite = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=b;BlobEndpoint=http://127.0.0.1:1/a;QueueEndpoint=http://localhost:2/a;TableEndpoint=http://[::1]:3/a";
    private const string Azure = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=b;EndpointSuffix=core.windows.net";
    private const string Vault = "https://contoso.vault.azure.net";

    [Theory]
    [InlineData("UseDevelopmentStorage=true", true)]
    [InlineData(Azurite, true)]
    [InlineData(Azure, false)]
    [InlineData("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://storage.example", false)]
    [InlineData("BlobEndpoint=http://127.0.0.1:1/a;TableEndpoint=https://a.table.core.windows.net", false)]
    [InlineData("TableEndpoint=http://127.0.0.1:1/a", false)]
    public void Development_storage_is_known_by_its_addresses(string connection, bool expected) =>
        Assert.Equal(expected, new StorageOptions { ConnectionString = connection }.IsDevelopment);

    [Theory]
    [InlineData("LocalFile", "secrets", "", Azurite, null)]
    [InlineData("LocalFile", "secrets", "", Azure, "is LocalFile")]
    [InlineData("LocalFile", "", "", Azurite, "Secrets__LocalDirectory")]
    [InlineData("LocalFile", "secrets", Vault, Azurite, "there is one store")]
    [InlineData("KeyVault", "", Vault, Azure, null)]
    [InlineData("KeyVault", "", Vault, Azurite, null)]
    [InlineData("KeyVault", "secrets", Vault, Azurite, "there is one store")]
    [InlineData("KeyVault", "", "", Azure, "Secrets__VaultUri")]
    [InlineData("KeyVault", "", "http://contoso.vault.azure.net", Azure, "Secrets__VaultUri")]
    [InlineData("KeyVault", "", "https://contoso.vault.azure.net/secrets", Azure, "Secrets__VaultUri")]
    [InlineData("KeyVault", "", "https://me:pw@contoso.vault.azure.net", Azure, "Secrets__VaultUri")]
    [InlineData("", "", Vault, Azurite, "KeyVault or LocalFile")]
    [InlineData("keyvault", "", Vault, Azurite, "KeyVault or LocalFile")]
    public void There_is_one_store_which_is_named_and_fits_the_storage(string store, string directory, string vault, string connection, string? refusal) =>
        Holds(refusal, new SecretsOptions { Store = store, LocalDirectory = directory, VaultUri = vault }, connection);

    [Fact]
    public void Memory_and_waiting_have_bounds_and_an_identity_is_a_client_id()
    {
        Holds(null, Of(options => options.ManagedIdentityClientId = Guid.NewGuid().ToString()));
        Holds("ManagedIdentityClientId", Of(options => options.ManagedIdentityClientId = "my-identity"));
        Holds("Secrets__KeepFor", Of(options => options.OutlastOutage = TimeSpan.FromDays(1)));
        Holds("Secrets__KeepFor", Of(options => options.KeepFor = TimeSpan.FromMinutes(31)));
        Holds("Secrets__KeepFor", Of(options => options.KeepFor = TimeSpan.FromSeconds(-1)));
        Holds("Secrets__Patience", Of(options => options.Patience = TimeSpan.FromHours(1)));
        Holds("Secrets__Pause", Of(options => options.Pause = TimeSpan.Zero));

        static SecretsOptions Of(Action<SecretsOptions> change)
        {
            var options = new SecretsOptions { Store = "KeyVault", VaultUri = Vault };
            change(options);
            return options;
        }
    }

    [Fact]
    public void A_bootstrap_key_is_refused_on_any_other_storage()
    {
        var options = new BootstrapOptions { OwnerEmail = "o@example.com", OwnerKeyHash = ApiKeySecret.Hash("key") };

        Assert.True(Check(Azurite, options).Succeeded);
        Assert.True(Check(Azure, options).Failed);
        Assert.True(Check(Azurite, new BootstrapOptions { OwnerEmail = "o@example.com", OwnerKeyHash = "nonsense" }).Failed);
        Assert.True(Check(Azurite, new BootstrapOptions { OwnerEmail = "nobody", OwnerKeyHash = options.OwnerKeyHash }).Failed);
    }

    private static ValidateOptionsResult Check(string connection, BootstrapOptions options) =>
        new BootstrapOptionsCheck(Options.Create(new StorageOptions { ConnectionString = connection })).Validate(null, options);

    private static void Holds(string? refusal, SecretsOptions options, string connection = Azure)
    {
        var result = new SecretsOptionsCheck(Options.Create(new StorageOptions { ConnectionString = connection })).Validate(null, options);

        Assert.Equal(refusal is null, result.Succeeded);
        if (refusal is not null) Assert.Contains(refusal, result.FailureMessage, StringComparison.Ordinal);
    }
}
