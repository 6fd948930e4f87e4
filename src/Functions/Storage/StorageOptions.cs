using Microsoft.Extensions.Options;

namespace Seatkeeper.Functions.Storage;

/// <summary>Where tables and blobs are: the connection that the Functions host itself uses.</summary>
public sealed class StorageOptions
{
    /// <summary>The setting's name.</summary>
    public const string Setting = "AzureWebJobsStorage";

    /// <summary>A connection string.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// True for Azurite on this machine. What is only for developers (secrets in a file, the first Owner by a key's hash)
    /// is refused everywhere else.
    /// </summary>
    public bool IsDevelopment => IsDevelopmentStorage(ConnectionString);

    private static bool IsDevelopmentStorage(string connection)
    {
        var parts = connection.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToLookup(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        var proxy = parts["DevelopmentStorageProxyUri"].ToList();
        if (parts["UseDevelopmentStorage"].Any(value => value.Equals("true", StringComparison.OrdinalIgnoreCase)))
            return proxy.TrueForAll(IsLoopback);
        var endpoints = parts["TableEndpoint"].Concat(parts["BlobEndpoint"]).Concat(parts["QueueEndpoint"]).ToList();
        return endpoints.Count >= 2 && endpoints.TrueForAll(IsLoopback);
    }

    private static bool IsLoopback(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IsLoopback;
}

internal sealed class StorageOptionsCheck : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options) => options.ConnectionString.Length > 0
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"{StorageOptions.Setting} is not set: give it a connection string, for Azurite \"UseDevelopmentStorage=true\".");
}
