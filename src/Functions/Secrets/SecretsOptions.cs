using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Secrets;

/// <summary>Where secrets are kept; settings <c>Secrets__*</c>.</summary>
public sealed class SecretsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Secrets";

    /// <summary><c>KeyVault</c> or <c>LocalFile</c>; there is no default, so that nobody keeps secrets somewhere by accident.</summary>
    public string Store { get; set; } = "";

    /// <summary>For <c>LocalFile</c>: the directory; readable by its owner only.</summary>
    public string LocalDirectory { get; set; } = "";

    /// <summary>For <c>KeyVault</c>: the vault's address, for example <c>https://NAME.vault.azure.net</c>. The vault is this deployment's alone.</summary>
    public string VaultUri { get; set; } = "";

    /// <summary>For <c>KeyVault</c>: the client id of a user-assigned managed identity; empty for the one that the system assigned.</summary>
    public string ManagedIdentityClientId { get; set; } = "";

    /// <summary>For <c>KeyVault</c>: how long a secret that never changes is taken from memory without asking the vault.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For <c>KeyVault</c>: how old such a secret in memory may be where the vault does not answer.</summary>
    public TimeSpan OutlastOutage { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long one call waits for a name that is being deleted or recovered, and for a backup code to be taken.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>The time between two looks while it waits.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(1);
}

internal sealed class SecretsOptionsCheck(IOptions<StorageOptions> storage) : IValidateOptions<SecretsOptions>
{
    private static readonly TimeSpan longest = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, SecretsOptions options) => FaultOf(options) is { } fault ? ValidateOptionsResult.Fail(fault) : ValidateOptionsResult.Success;

    private string? FaultOf(SecretsOptions options) => options.Store switch
    {
        "LocalFile" when options.VaultUri.Length > 0 =>
            "Secrets__Store is LocalFile, but Secrets__VaultUri is set: there is one store. Take one of the two away; `dotnet dev.cs secrets move` takes secrets from one to the other.",
        "LocalFile" when !storage.Value.IsDevelopment =>
            $"Secrets__Store is LocalFile, but {StorageOptions.Setting} is not the development storage: a file on a server is no place for secrets. Use KeyVault.",
        "LocalFile" when options.LocalDirectory.Length == 0 => "Secrets__LocalDirectory is not set: name the directory that LocalFile keeps secrets in.",
        "LocalFile" => FaultOfTimes(options),
        "KeyVault" when options.LocalDirectory.Length > 0 =>
            "Secrets__Store is KeyVault, but Secrets__LocalDirectory is set: there is one store. Take one of the two away; `dotnet dev.cs secrets move` takes secrets from one to the other.",
        "KeyVault" when !IsVault(options.VaultUri) => "Secrets__VaultUri has to be the vault's address and nothing behind it, for example https://NAME.vault.azure.net.",
        "KeyVault" when options.ManagedIdentityClientId.Length > 0 && !Guid.TryParse(options.ManagedIdentityClientId, out _) =>
            "Secrets__ManagedIdentityClientId has to be the identity's client id, a GUID, or empty for the identity that the system assigned.",
        "KeyVault" => FaultOfTimes(options),
        _ => $"Secrets__Store is \"{options.Store}\"; it has to be KeyVault or LocalFile.",
    };

    private static string? FaultOfTimes(SecretsOptions options)
    {
        if (options.KeepFor < TimeSpan.Zero || options.KeepFor > options.OutlastOutage || options.OutlastOutage > longest)
            return "Secrets__KeepFor and Secrets__OutlastOutage have to be from 00:00:00 to 01:00:00, and the first not longer than the second.";
        return options.Pause <= TimeSpan.Zero || options.Patience < TimeSpan.Zero || options.Patience > TimeSpan.FromMinutes(2)
            ? "Secrets__Patience has to be from 00:00:00 to 00:02:00, and Secrets__Pause longer than nothing."
            : null;
    }

    private static bool IsVault(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" };
}
