using System.ComponentModel.DataAnnotations;
using Seatkeeper.Connectors.Browser;

namespace Seatkeeper.Connectors.Ahrefs;

/// <summary>Settings <c>Ahrefs__…</c>; checked when the app starts.</summary>
public sealed class AhrefsOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Ahrefs";

    internal const string RealHost = "app.ahrefs.com";

    /// <summary>Where Ahrefs is: the real site, or a simulator on loopback. Nothing else is accepted.</summary>
    [Required]
    public string BaseUrl { get; set; } = $"https://{RealHost}";

    /// <summary>A page map that replaces the product's own; empty for the product's own.</summary>
    public string? PageMapFile { get; set; }

    /// <summary>The same in a blob of the app's own storage, as <c>container/name</c>; empty for none. Only one of the two may be set.</summary>
    public string? PageMapBlob { get; set; }

    /// <summary>Hosts beside the app's own that its pages are made of; <c>*.</c> in front stands for every subdomain.</summary>
    public IList<string> SubresourceHosts { get; } = [];

    internal Uri Address => new(BaseUrl);

    internal bool IsRealSite => Uri.TryCreate(BaseUrl, UriKind.Absolute, out var address) && IsReal(address);

    /// <summary>The site's own assets and its human check; the latter is only ever looked at.</summary>
    internal IReadOnlyList<string> AllowedHosts =>
        IsRealSite ? ["static.ahrefs.com", "cdn.ahrefs.com", "challenges.cloudflare.com", .. SubresourceHosts] : [.. SubresourceHosts];

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out var address) || !(IsReal(address) || IsLoopback(address)))
            yield return new ValidationResult($"Ahrefs__BaseUrl accepts only https://{RealHost} and loopback addresses.", [nameof(BaseUrl)]);
        else if (address.AbsolutePath != "/" || address.Query.Length > 0 || address.UserInfo.Length > 0)
            yield return new ValidationResult("Ahrefs__BaseUrl is an origin: no path, query or user.", [nameof(BaseUrl)]);
        if (SubresourceHosts.Any(host => Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) is not UriHostNameType.Dns))
            yield return new ValidationResult("Ahrefs__SubresourceHosts holds names of hosts only.", [nameof(SubresourceHosts)]);
    }

    private static bool IsReal(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort && address.Host.Equals(RealHost, StringComparison.OrdinalIgnoreCase);

    private static bool IsLoopback(Uri address) =>
        address.Scheme is "http" or "https" && (address.IsLoopback || NavigationPolicy.IsLocalName(address.Host));
}
