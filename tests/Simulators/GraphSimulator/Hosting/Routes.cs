using Seatkeeper.GraphSimulator.Control;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Hosting;

/// <summary>Everything that the server answers to.</summary>
internal static class Routes
{
    private const string WorldPrefix = "/w/";

    public static void Map(WebApplication app, WorldStore store, string key)
    {
        app.Use(TakeWorldOffThePath);
        app.UseRouting();
        ControlPlane.Map(app, store, key);
        app.Map("/v1.0/{**path}", (HttpContext http, string? path) => InWorldAsync(http, store, world => GraphDispatcher.GraphAsync(http, world, path ?? "")));
        app.MapPost("/{tenant}/oauth2/v2.0/token", (HttpContext http, string tenant) => InWorldAsync(http, store, world => GraphDispatcher.TokenAsync(http, world, tenant)));
    }

    /// <summary>A client library keeps a path, but not every host name: hence /w/{world}/v1.0.</summary>
    private static Task TakeWorldOffThePath(HttpContext http, RequestDelegate next)
    {
        var path = http.Request.Path.Value ?? "";
        if (!path.StartsWith(WorldPrefix, StringComparison.Ordinal)) return next(http);
        var end = path.IndexOf('/', WorldPrefix.Length);
        if (end < 0) end = path.Length;
        http.Request.PathBase = http.Request.PathBase.Add(path[..end]);
        http.Request.Path = path[end..];
        http.Items[WorldStore.PathItem] = path[WorldPrefix.Length..end];
        return next(http);
    }

    private static async Task InWorldAsync(HttpContext http, WorldStore store, Func<SimWorld, Task> handle)
    {
        if (store.Find(http) is { } world) await handle(world);
        else await Results.Text("There is no such world.", "text/plain", statusCode: 404).ExecuteAsync(http);
    }
}
