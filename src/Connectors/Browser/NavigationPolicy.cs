namespace Seatkeeper.Connectors.Browser;

/// <summary>
/// Where the browser may go: top-level pages and form targets only on the app's own origin, everything else only to
/// the hosts that the app's pages are made of. What a page says never widens it.
/// </summary>
/// <remarks>
/// <see cref="DocumentGuard"/> holds pages, forms and frames to it, address by address. For all else Chromium holds
/// itself to <see cref="HostRules"/>: the app's host at its own port, a listed host at 443 and so never in the clear.
/// Hosts that are listed by a pattern resolve at any port; there only Chromium's own refusal of mixed content is left.
/// </remarks>
/// <param name="appAddress">The app's own address.</param>
/// <param name="subresourceHosts">Further hosts for subresources; <c>*.</c> in front stands for every subdomain.</param>
internal sealed class NavigationPolicy(Uri appAddress, IReadOnlyList<string> subresourceHosts)
{
    private const int HttpsPort = 443;
    private readonly string origin = appAddress.GetLeftPart(UriPartial.Authority);

    public bool AllowsTopLevel(string url) => string.Equals(url, "about:blank", StringComparison.Ordinal) || IsApp(url);

    public bool AllowsSubresource(string url)
    {
        if (IsApp(url))
            return true;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
            return false;
        // Pictures and fonts inlined in the page come from the page itself.
        if (address.Scheme is "data" or "blob" or "about")
            return true;
        return address.Scheme is "https" or "wss" && subresourceHosts.Any(pattern => Matches(pattern, address.Host));
    }

    /// <summary>Chromium's own rule: whatever is not named does not resolve, redirects, prefetches and sockets included.</summary>
    public string HostRules()
    {
        // Simulated worlds are host names of one port and share a browser.
        var app = appAddress.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            ? $"MAP *.localhost:{appAddress.Port} localhost"
            : Only(appAddress.Host, appAddress.Port);
        // The first rule that fits holds, and an exclusion always. A rule can send a host to itself at one port, but no pattern: that takes an exclusion, at any port.
        var others = subresourceHosts.Select(host => host.StartsWith("*.", StringComparison.Ordinal) ? $"EXCLUDE {host}" : Only(host, HttpsPort));
        return string.Join(" , ", [app, .. others, "MAP * ~NOTFOUND"]);
    }

    public static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    private static string Only(string host, int port) => $"MAP {host}:{port} {host}";

    /// <summary>Whether a page is the app's own.</summary>
    public bool IsApp(string url) =>
        url.StartsWith(origin, StringComparison.OrdinalIgnoreCase) && (url.Length == origin.Length || url[origin.Length] is '/' or '?' or '#');

    private static bool Matches(string pattern, string host) =>
        pattern.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
            : string.Equals(pattern, host, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Addresses fit to be kept: a query's values and a fragment may hold secrets and never go on.</summary>
internal static class PageAddress
{
    public static string WithoutValues(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https" or "ws" or "wss"))
            return url.Split(':')[0];
        var names = address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')[0]);
        var query = string.Join('&', names);
        return address.GetLeftPart(UriPartial.Path) + (query.Length > 0 ? "?" + query : "");
    }
}
