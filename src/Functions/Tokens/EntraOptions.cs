using System.Net;
using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tokens;

/// <summary>Whose access tokens the API takes; settings <c>Entra__*</c>. Without a tenant it takes none.</summary>
public sealed class EntraOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Entra";

    /// <summary>The company's tenant, by its id; empty where tokens are not taken.</summary>
    public string TenantId { get; set; } = "";

    /// <summary>What tokens have to be for: the app registration's client id, its App ID URI, or both with a comma between them.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Who issues tokens; another one in national clouds.</summary>
    public string Authority { get; set; } = "https://login.microsoftonline.com";

    /// <summary>Who issues tokens of version 1, which some registrations ask for; the tenant's id comes behind it.</summary>
    public string LegacyIssuer { get; set; } = "https://sts.windows.net";

    /// <summary>Whether tokens are taken.</summary>
    internal bool IsOn => TenantId.Length > 0;

    internal IReadOnlyList<string> Audiences => Audience.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    internal string Issuer => $"{Authority.TrimEnd('/')}/{TenantId}/v2.0";

    internal string IssuerOfVersion1 => $"{LegacyIssuer.TrimEnd('/')}/{TenantId}/";
}

internal sealed class EntraOptionsCheck(IOptions<StorageOptions> storage, IOptions<GraphOptions> graph, IOptions<BootstrapOptions> bootstrap) : IValidateOptions<EntraOptions>
{
    public ValidateOptionsResult Validate(string? name, EntraOptions options) => FaultOf(options) is { } fault ? ValidateOptionsResult.Fail(fault) : ValidateOptionsResult.Success;

    private string? FaultOf(EntraOptions options) => options switch
    {
        { TenantId: "" } when options.Audience.Length > 0 => "Entra__Audience is set, but Entra__TenantId is not: both, or neither.",
        { TenantId: "" } when bootstrap.Value.OwnerObjectId.Length > 0 => "Bootstrap__OwnerObjectId is set, but Entra__TenantId is not: without access tokens nobody can call as that Owner.",
        { TenantId: "" } => null,
        { Audiences.Count: 0 } => "Entra__TenantId is set, but Entra__Audience is not: without it, tokens for any other app would be taken.",
        _ when !Guid.TryParseExact(options.TenantId, "D", out _) || options.TenantId != options.TenantId.ToLowerInvariant() =>
            "Entra__TenantId has to be the tenant's id in small letters; a name, common or organizations would let other companies in.",
        _ when graph.Value.IsConnected && !string.Equals(graph.Value.TenantId, options.TenantId, StringComparison.OrdinalIgnoreCase) =>
            "Entra__TenantId and Graph__TenantId name two tenants: whoever has a token of the one is nobody in the directory of the other.",
        _ when !IsIssuer(options.Authority) => "Entra__Authority has to be an https address and nothing behind it, for example https://login.microsoftonline.com.",
        _ when !IsIssuer(options.LegacyIssuer) => "Entra__LegacyIssuer has to be an https address and nothing behind it, for example https://sts.windows.net.",
        _ => null,
    };

    // In the clear only to this machine, and only where everything else is this machine's too.
    private bool IsIssuer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
        && (address.Scheme == Uri.UriSchemeHttps
            || (storage.Value.IsDevelopment && address.Scheme == Uri.UriSchemeHttp && IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip)));
}
