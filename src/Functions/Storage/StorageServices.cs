using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Seatkeeper.Functions.Storage;

/// <summary>Registers storage, and each table and container with the class that speaks for it.</summary>
public static class StorageServices
{
    /// <summary>The clients, and the step that makes tables and containers at start.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>()
            .Configure(options => options.ConnectionString = configuration[StorageOptions.Setting] ?? "")
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsCheck>();
        services.AddSingleton(provider => new TableServiceClient(Connection(provider)));
        services.AddSingleton(provider => new BlobServiceClient(Connection(provider)));
        services.AddSingleton<StorageCheck>();
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

    private static string Connection(IServiceProvider provider) => provider.GetRequiredService<IOptions<StorageOptions>>().Value.ConnectionString;
}

internal sealed record StoredTable(string Name);

internal sealed record StoredContainer(string Name);
