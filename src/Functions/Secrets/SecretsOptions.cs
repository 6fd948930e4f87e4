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
}

internal sealed class SecretsOptionsCheck(IOptions<StorageOptions> storage) : IValidateOptions<SecretsOptions>
{
    public ValidateOptionsResult Validate(string? name, SecretsOptions options) => options.Store switch
    {
        "LocalFile" when !storage.Value.IsDevelopment =>
            ValidateOptionsResult.Fail($"Secrets__Store is LocalFile, but {StorageOptions.Setting} is not the development storage: a file on a server is no place for secrets. Use KeyVault."),
        "LocalFile" when options.LocalDirectory.Length == 0 =>
            ValidateOptionsResult.Fail("Secrets__LocalDirectory is not set: name the directory that LocalFile keeps secrets in."),
        "LocalFile" => ValidateOptionsResult.Success,
        "KeyVault" => ValidateOptionsResult.Fail("Secrets__Store is KeyVault, which this version does not support yet; it runs with LocalFile on development storage only."),
        _ => ValidateOptionsResult.Fail($"Secrets__Store is \"{options.Store}\"; it has to be KeyVault or LocalFile."),
    };
}
