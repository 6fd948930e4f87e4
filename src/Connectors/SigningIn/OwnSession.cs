using System.Text.Json.Nodes;

namespace Seatkeeper.Connectors.SigningIn;

/// <summary>
/// The app's own part of what a window holds. On their way a person may have signed in at other hosts as well (their company's, their
/// mail's): that is theirs, and goes nowhere.
/// </summary>
internal static class OwnSession
{
    /// <summary>Of a storage state, the cookies that the app itself is sent, and what its own pages stored.</summary>
    /// <param name="storageState">Playwright storage state as JSON; a secret.</param>
    /// <param name="app">Where the app is.</param>
    public static string Of(string storageState, Uri app)
    {
        var state = JsonNode.Parse(storageState)?.AsObject() ?? [];
        var origin = app.GetLeftPart(UriPartial.Authority);
        return new JsonObject
        {
            ["cookies"] = Those(state["cookies"], cookie => IsSentTo(app.Host, Text(cookie, "domain"))),
            ["origins"] = Those(state["origins"], store => origin.Equals(Text(store, "origin"), StringComparison.OrdinalIgnoreCase)),
        }.ToJsonString();
    }

    private static JsonArray Those(JsonNode? all, Func<JsonNode, bool> wanted) =>
        [.. (all as JsonArray ?? []).OfType<JsonNode>().Where(wanted).Select(one => one.DeepClone())];

    private static string Text(JsonNode one, string name) => one[name]?.GetValue<string>() ?? "";

    // A domain with a dot in front is sent to every host below it, one without to that host alone.
    private static bool IsSentTo(string host, string domain) => domain.StartsWith('.')
        ? host.Equals(domain[1..], StringComparison.OrdinalIgnoreCase) || host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
        : host.Equals(domain, StringComparison.OrdinalIgnoreCase);
}
