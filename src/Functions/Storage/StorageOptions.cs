using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Options;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// Where tables and blobs are: the connection that the Functions host itself uses, by the names that it knows. Either a connection
/// string (<c>AzureWebJobsStorage</c>), or an account that the app's identity opens (<c>AzureWebJobsStorage__accountName</c>, or
/// <c>__blobServiceUri</c> and <c>__tableServiceUri</c>).
/// </summary>
public sealed class StorageOptions
{
    /// <summary>The setting's name.</summary>
    public const string Setting = "AzureWebJobsStorage";

    internal const string ManagedIdentity = "managedidentity";

    /// <summary>A connection string; empty where the app signs in by its identity.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The account's name in the public cloud.</summary>
    public string AccountName { get; set; } = "";

    /// <summary>The address of its blobs, where it does not follow from the name.</summary>
    public string BlobServiceUri { get; set; } = "";

    /// <summary>The address of its tables, where it does not follow from the name.</summary>
    public string TableServiceUri { get; set; } = "";

    /// <summary><c>managedidentity</c>, or empty for whatever identity the environment offers.</summary>
    public string Credential { get; set; } = "";

    /// <summary>Of a user-assigned identity: its client id.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>
    /// True for Azurite on this machine. What is only for developers (secrets in a file, the first Owner by a key's hash)
    /// is refused everywhere else.
    /// </summary>
    public bool IsDevelopment => IsDevelopmentStorage(ConnectionString);

    internal bool IsByIdentity => ConnectionString.Length == 0;

    internal Uri Blobs => AddressOf("blob", BlobServiceUri);

    internal Uri Tables => AddressOf("table", TableServiceUri);

    internal TokenCredential Identity() => (Credential, ClientId) switch
    {
        (ManagedIdentity, "") => new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned),
        (ManagedIdentity, var id) => new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(id)),
        (_, "") => new DefaultAzureCredential(),
        (_, var id) => new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = id }),
    };

    private Uri AddressOf(string part, string given) => new(given.Length > 0 ? given : $"https://{AccountName}.{part}.core.windows.net");

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
    public ValidateOptionsResult Validate(string? name, StorageOptions options) => FaultOf(options) is { } fault
        ? ValidateOptionsResult.Fail(fault)
        : ValidateOptionsResult.Success;

    private static string? FaultOf(StorageOptions options)
    {
        var named = options.AccountName.Length > 0;
        var addressed = options.BlobServiceUri.Length > 0 && options.TableServiceUri.Length > 0;
        if (!options.IsByIdentity)
            return named || options.BlobServiceUri.Length > 0 || options.TableServiceUri.Length > 0
                ? $"{StorageOptions.Setting} is a connection string, and its account is named besides: give one of the two."
                : null;
        if (!named && !addressed)
            return $"{StorageOptions.Setting} is not set: give it a connection string, for Azurite \"UseDevelopmentStorage=true\", or name the account that the app's identity opens ({StorageOptions.Setting}__accountName).";
        if (named && !(options.AccountName.Length is >= 3 and <= 24 && options.AccountName.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))))
            return $"{StorageOptions.Setting}__accountName is no name of a storage account: 3 to 24 lower-case letters and digits.";
        // A token for storage is sent there.
        if (Array.Exists([options.BlobServiceUri, options.TableServiceUri], given => given.Length > 0 && !IsHttps(given)))
            return $"{StorageOptions.Setting}__blobServiceUri and __tableServiceUri have to be https addresses.";
        return options.Credential.Length == 0 || options.Credential == StorageOptions.ManagedIdentity
            ? null
            : $"{StorageOptions.Setting}__credential is \"{options.Credential}\"; it has to be {StorageOptions.ManagedIdentity}, or left away.";
    }

    private static bool IsHttps(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps;
}
