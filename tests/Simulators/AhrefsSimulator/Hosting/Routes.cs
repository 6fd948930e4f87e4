using Seatkeeper.AhrefsSimulator.Api;
using Seatkeeper.AhrefsSimulator.Control;
using Seatkeeper.AhrefsSimulator.Pages;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Hosting;

/// <summary>Everything that the server answers to.</summary>
internal static class Routes
{
    public static void Map(WebApplication app, WorldStore store, string key)
    {
        ControlPlane.Map(app, store, key);
        app.MapMethods("/_sim/canary/{**rest}", ["GET", "POST"], (HttpContext http, string rest) => InWorld(http, store, w => Canaries.Touched(w, rest)));
        app.MapGet("/assets/{seed}/{**file}", Assets.Serve);
        app.MapGet("/_turnstile/frame", (HttpContext http) => InWorld(http, store, ChallengePages.Frame));
        app.MapPost("/_turnstile/token", (HttpContext http, string? how) => InWorld(http, store, w => ChallengePages.Token(w, how)));
        app.MapGet("/cdn-cgi/state", (HttpContext http) => InWorld(http, store, ChallengePages.State));
        app.MapPost("/_ui/events", async (HttpContext http) => store.Find(http.Request) is { } world ? await UiEvents.ReceiveAsync(http, world) : NoWorld());
        app.MapMethods("/v4/{call}", ["GET", "POST"], (HttpContext http, string call) => SiteAsync(http, store, w => ApiDispatcher.HandleAsync(http, w, call)));
        app.MapFallback((HttpContext http) => SiteAsync(http, store, w => PageDispatcher.HandleAsync(http, w)));
    }

    private static async Task SiteAsync(HttpContext http, WorldStore store, Func<SimWorld, Task> handle)
    {
        if (store.Find(http.Request) is not { } world)
        {
            await NoWorld().ExecuteAsync(http);
            return;
        }

        try
        {
            await Canaries.WatchAsync(http, world);
            await handle(world);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The visitor hung up; a request that was still waiting never took effect.
        }
    }

    private static IResult InWorld(HttpContext http, WorldStore store, Func<SimWorld, IResult> handle) =>
        store.Find(http.Request) is { } world ? handle(world) : NoWorld();

    private static IResult NoWorld() => Results.Text("There is no such world.", "text/plain", statusCode: 404);
}
