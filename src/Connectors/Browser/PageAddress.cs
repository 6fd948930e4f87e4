namespace Seatkeeper.Connectors.Browser;

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
