using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seatkeeper.Connectors.PageMaps;

namespace Seatkeeper.Functions.Storage;

/// <summary>Registers storage, and each table and container with the class that speaks for it.</summary>
public static class StorageServices
{
    /// <summary>The clients, and the step that makes tables and containers at start.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>()
            .Configure(options => Read(options, configuration))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsCheck>();
        services.AddSingleton(provider => TablesOf(Options(provider)));
        services.AddSingleton(provider => BlobsOf(Options(provider)));
        services.AddSingleton<StorageCheck>();
        services.AddSingleton<PageMapBlobs>(provider => (container, blob) => new PageMapBlob(provider.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(container).GetBlobClient(blob)));
        services.AddSingleton<PrepareStorage>();
        services.AddHostedService(provider => provider.GetRequiredService<PrepareStorage>());
        return services;
    }

    /// <summary>Registers a table's class; the table itself is made at start.</summary>
    public static IServiceCollection AddTable<T>(this IServiceCollection services, string name) where T : class =>
        services.AddSingleton<T>().AddSingleton(new StoredTable(name));

    /// <summary>Registers the class of a blob container; the container itself is made at start.</summary>
    public static IServiceCollection AddContainer<T>(this IServiceCollection services, string name) where T : class =>
        services.AddSingleton<T>().AddSingleton(new StoredContainer(name));

    // One by one: the setting has a value of its own and parts as well, and its part "ConnectionString" is none of ours.
    private static void Read(StorageOptions options, IConfiguration configuration)
    {
        options.ConnectionString = configuration[StorageOptions.Setting] ?? "";
        var parts = configuration.GetSection(StorageOptions.Setting);
        options.AccountName = parts["accountName"] ?? "";
        options.BlobServiceUri = parts["blobServiceUri"] ?? "";
        options.TableServiceUri = parts["tableServiceUri"] ?? "";
        options.Credential = parts["credential"] ?? "";
        options.ClientId = parts["clientId"] ?? "";
    }

    private static StorageOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<StorageOptions>>().Value;

    private static TableServiceClient TablesOf(StorageOptions storage) =>
        storage.IsByIdentity ? new TableServiceClient(storage.Tables, storage.Identity()) : new TableServiceClient(storage.ConnectionString);

    private static BlobServiceClient BlobsOf(StorageOptions storage) =>
        storage.IsByIdentity ? new BlobServiceClient(storage.Blobs, storage.Identity()) : new BlobServiceClient(storage.ConnectionString);
}

internal sealed record StoredTable(string Name);

internal sealed record StoredContainer(string Name);
