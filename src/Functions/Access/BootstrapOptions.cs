using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Access;

/// <summary>The first Owner of a developer's workspace; settings <c>Bootstrap__*</c>.</summary>
public sealed class BootstrapOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Bootstrap";

    /// <summary>What people call the Owner.</summary>
    public string OwnerName { get; set; } = "Owner";

    /// <summary>The Owner's address.</summary>
    public string OwnerEmail { get; set; } = "";

    /// <summary>SHA-256 of the Owner's first API key (of its UTF-8 text), in hex; empty makes no Owner.</summary>
    public string OwnerKeyHash { get; set; } = "";
}

internal sealed class BootstrapOptionsCheck(IOptions<StorageOptions> storage) : IValidateOptions<BootstrapOptions>
{
    public ValidateOptionsResult Validate(string? name, BootstrapOptions options)
    {
        if (options.OwnerKeyHash.Length == 0) return ValidateOptionsResult.Success;
        if (!storage.Value.IsDevelopment)
            return ValidateOptionsResult.Fail($"Bootstrap__OwnerKeyHash is set, but {StorageOptions.Setting} is not the development storage: take the setting away.");
        if (options.OwnerKeyHash.Length != 64 || !options.OwnerKeyHash.All(char.IsAsciiHexDigit))
            return ValidateOptionsResult.Fail("Bootstrap__OwnerKeyHash is not a SHA-256 in hex.");
        return Domain.Members.EmailAddress.TryParse(options.OwnerEmail, out _)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Bootstrap__OwnerEmail {Domain.Members.EmailAddress.Rule}.");
    }
}
