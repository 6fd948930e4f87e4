using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tests.Secrets;

public sealed class SecretStoreTests : IDisposable
{
    private const string Azurite = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=b;BlobEndpoint=http://127.0.0.1:1/a;QueueEndpoint=http://localhost:2/a;TableEndpoint=http://[::1]:3/a";
    private const string Azure = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=b;EndpointSuffix=core.windows.net";
    private readonly string directory = Path.Combine(Path.GetTempPath(), $"seatkeeper-secrets-{Guid.NewGuid():N}");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (System.IO.Directory.Exists(directory)) System.IO.Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Another_process_reads_what_was_stored_and_deleted_is_deleted()
    {
        await Store().SetAsync("name-1", "värde", Cancel);
        await Store().SetAsync("name-1", "value 2", Cancel);

        Assert.Equal("value 2", await Store().GetAsync("name-1", Cancel));
        await Store().DeleteAsync("name-1", Cancel);
        await Store().DeleteAsync("name-1", Cancel);
        Assert.Null(await Store().GetAsync("name-1", Cancel));
    }

    [Fact]
    public async Task Files_are_encrypted_and_their_owners_only()
    {
        await Store().SetAsync("name", "recognisable", Cancel);

        foreach (var file in System.IO.Directory.GetFiles(directory, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain("recognisable", await File.ReadAllTextAsync(file, Cancel), StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
    }

    [Fact]
    public async Task A_file_that_was_changed_or_renamed_does_not_open()
    {
        await Store().SetAsync("one", "1", Cancel);
        File.Copy(Path.Combine(directory, "one.secret"), Path.Combine(directory, "two.secret"));
        await File.WriteAllTextAsync(Path.Combine(directory, "three.secret"), "garbage", Cancel);

        foreach (var name in new[] { "two", "three" })
        {
            var failed = await Assert.ThrowsAsync<AppFailureException>(() => Store().GetAsync(name, Cancel));
            Assert.Equal(FailureKind.SecretUnavailable, failed.Failure.Kind);
        }
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("")]
    [InlineData("a b")]
    public async Task Only_names_that_Key_Vault_would_take_are_taken(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store().SetAsync(name, "x", Cancel));

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
    [InlineData("LocalFile", Azurite, null)]
    [InlineData("LocalFile", Azure, "LocalFile")]
    [InlineData("KeyVault", Azure, "not support")]
    [InlineData("", Azurite, "KeyVault or LocalFile")]
    public void The_store_is_named_and_fits_the_storage(string store, string connection, string? refusal)
    {
        var result = new SecretsOptionsCheck(Options.Create(new StorageOptions { ConnectionString = connection })).Validate(null, new SecretsOptions { Store = store, LocalDirectory = "secrets" });

        Assert.Equal(refusal is null, result.Succeeded);
        if (refusal is not null) Assert.Contains(refusal, result.FailureMessage, StringComparison.Ordinal);
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

    private LocalFileSecretStore Store() => new(Options.Create(new SecretsOptions { LocalDirectory = directory }));
}
