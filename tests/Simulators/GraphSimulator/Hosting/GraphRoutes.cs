using Seatkeeper.GraphSimulator.Reading;
using Seatkeeper.GraphSimulator.Subscribing;
using Seatkeeper.GraphSimulator.Tracking;

namespace Seatkeeper.GraphSimulator.Hosting;

internal delegate Task<SimAnswer> GraphHandler(GraphCall call);

/// <summary>A path of v1.0 that was found.</summary>
/// <param name="Name">As the journal and the faults call it.</param>
/// <param name="Id">The object that the path names.</param>
/// <param name="Handle">What answers it.</param>
internal sealed record GraphRoute(string Name, string Id, GraphHandler Handle);

/// <summary>The part of v1.0 that is there. A further route is a further line here.</summary>
internal static class GraphRoutes
{
    private static readonly (string Method, string[] Path, GraphHandler Handle)[] All =
    [
        Route("GET", "users", Held(UserCalls.List)),
        Route("GET", "users/delta", Held(DeltaCalls.Users)),
        Route("GET", "users/{id}", Held(UserCalls.Get)),
        Route("GET", "groups", Held(GroupCalls.List)),
        Route("GET", "groups/delta", Held(DeltaCalls.Groups)),
        Route("GET", "groups/{id}", Held(GroupCalls.Get)),
        .. Members("members", transitive: false),
        .. Members("transitiveMembers", transitive: true),
        Route("GET", "subscriptions", Held(SubscriptionCalls.List)),
        Route("POST", "subscriptions", CreateSubscription.HandleAsync),
        Route("GET", "subscriptions/{id}", Held(SubscriptionCalls.Get)),
        Route("PATCH", "subscriptions/{id}", Held(SubscriptionCalls.Renew)),
        Route("DELETE", "subscriptions/{id}", Held(SubscriptionCalls.Delete)),
        Route("POST", "subscriptions/{id}/reauthorize", Held(SubscriptionCalls.Reauthorize)),
    ];

    private static readonly Dictionary<string, string> Spellings = new(StringComparer.OrdinalIgnoreCase)
    {
        // The SDKs call functions with brackets and casts with a short namespace.
        ["delta()"] = "delta",
        ["microsoft.graph.delta"] = "delta",
        ["microsoft.graph.delta()"] = "delta",
        ["graph.user"] = "microsoft.graph.user",
        ["graph.group"] = "microsoft.graph.group",
        ["microsoft.graph.reauthorize"] = "reauthorize",
        ["transitivemembers"] = "transitiveMembers",
    };

    /// <summary>Finds what a path below v1.0 means; null where nothing is there.</summary>
    public static GraphRoute? Find(string method, string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(s => Spellings.GetValueOrDefault(s, s)).ToArray();
        foreach (var (verb, pattern, handle) in All)
        {
            if (verb == method && Fits(pattern, segments, out var id)) return new GraphRoute($"{verb} /{string.Join('/', pattern)}", id, handle);
        }

        return null;
    }

    private static IEnumerable<(string Method, string[] Path, GraphHandler Handle)> Members(string what, bool transitive) =>
    [
        Route("GET", $"groups/{{id}}/{what}", Held(call => MemberCalls.List(call, transitive, cast: null))),
        Route("GET", $"groups/{{id}}/{what}/$count", Held(call => MemberCalls.Count(call, transitive, cast: null))),
        Route("GET", $"groups/{{id}}/{what}/microsoft.graph.user/$count", Held(call => MemberCalls.Count(call, transitive, "user"))),
        Route("GET", $"groups/{{id}}/{what}/microsoft.graph.user", Held(call => MemberCalls.List(call, transitive, "user"))),
        Route("GET", $"groups/{{id}}/{what}/microsoft.graph.group", Held(call => MemberCalls.List(call, transitive, "group"))),
    ];

    private static (string Method, string[] Path, GraphHandler Handle) Route(string method, string path, GraphHandler handle) => (method, path.Split('/'), handle);

    /// <summary>A handler that answers at once, with the world's gate held.</summary>
    private static GraphHandler Held(Func<GraphCall, SimAnswer> handle) => call =>
    {
        lock (call.World.Gate) return Task.FromResult(handle(call));
    };

    private static bool Fits(string[] pattern, string[] segments, out string id)
    {
        id = "";
        if (pattern.Length != segments.Length) return false;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == "{id}") id = segments[i];
            else if (!pattern[i].Equals(segments[i], StringComparison.OrdinalIgnoreCase)) return false;
        }

        return true;
    }
}
