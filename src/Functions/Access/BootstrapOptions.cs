using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Access;

/// <summary>The workspace's first Owner: by a key on a developer's machine, by their object id elsewhere. Settings <c>Bootstrap__*</c>.</summary>
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

    /// <summary>Who becomes the Owner with their first access token, by their object id in the tenant; empty: whoever first has the Owner's role there.</summary>
    public string OwnerObjectId { get; set; } = "";
}

internal sealed class BootstrapOptionsCheck(IOptions<StorageOptions> storage) : IValidateOptions<BootstrapOptions>
{
    public ValidateOptionsResult Validate(string? name, BootstrapOptions options)
    {
        if (options.OwnerObjectId.Length > 0 && !Guid.TryParseExact(options.OwnerObjectId, "D", out _))
            return ValidateOptionsResult.Fail("Bootstrap__OwnerObjectId has to be a person's object id in the tenant, a GUID.");
        if (options.OwnerKeyHash.Length > 0 && options.OwnerObjectId.Length > 0)
            return ValidateOptionsResult.Fail("Bootstrap__OwnerKeyHash and Bootstrap__OwnerObjectId are both set; one of them names the first Owner.");
        if (options.OwnerObjectId.Length > 0 && options.OwnerEmail.Length > 0 && !Domain.Members.EmailAddress.TryParse(options.OwnerEmail, out _))
            return ValidateOptionsResult.Fail($"Bootstrap__OwnerEmail {Domain.Members.EmailAddress.Rule}.");
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
