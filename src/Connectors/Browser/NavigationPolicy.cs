using System.Text.RegularExpressions;

namespace Seatkeeper.Connectors.Browser;

/// <summary>
/// Where the browser may go: top-level pages and form targets only on the app's own origin, everything else only to
/// the hosts that the app's pages are made of. What a page says never widens it.
/// </summary>
/// <param name="appAddress">The app's own address.</param>
/// <param name="subresourceHosts">Further hosts for subresources; <c>*.</c> in front stands for every subdomain.</param>
internal sealed class NavigationPolicy(Uri appAddress, IReadOnlyList<string> subresourceHosts)
{
    private readonly string origin = appAddress.GetLeftPart(UriPartial.Authority);

    /// <summary>Requests that have to be asked about; the app's own pass without a detour through this process.</summary>
    public Regex OffOrigin { get; } = new(
        $"^(?!{Regex.Escape(appAddress.GetLeftPart(UriPartial.Authority))}(?:[/?#]|$))", RegexOptions.None, TimeSpan.FromSeconds(1));

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

    /// <summary>Chromium's own rule: whatever is not named does not resolve, redirects and prefetches included.</summary>
    public string HostRules()
    {
        // Loopback sites are tests and developers' machines, where each world is a host name of its own.
        var hosts = appAddress.IsLoopback || IsLocalName(appAddress.Host) ? new[] { "localhost", "*.localhost", "127.0.0.1", "[::1]" } : [appAddress.Host];
        return string.Join(" , ", hosts.Concat(subresourceHosts).Select(host => $"EXCLUDE {host}").Prepend("MAP * ~NOTFOUND"));
    }

    public static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    private bool IsApp(string url) =>
        url.StartsWith(origin, StringComparison.OrdinalIgnoreCase) && (url.Length == origin.Length || url[origin.Length] is '/' or '?' or '#');

    private static bool Matches(string pattern, string host) =>
        pattern.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
            : string.Equals(pattern, host, StringComparison.OrdinalIgnoreCase);
}
