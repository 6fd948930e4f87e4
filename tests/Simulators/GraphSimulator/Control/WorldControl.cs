using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Control;

/// <summary>Making, resetting and changing worlds.</summary>
internal static class WorldControl
{
    public static void Map(RouteGroupBuilder control, WorldStore store)
    {
        control.MapPost("/worlds", async (HttpContext http) =>
        {
            var recipe = await SimJson.Own.ReadAsync<WorldRecipe>(http);
            var world = store.Create(recipe, recipe.Id);
            return SimJson.Own.Answer(Describe(world, $"{http.Request.Scheme}://{http.Request.Host}"), 201);
        });
        control.MapDelete("/worlds/{id}", (string id) => store.Delete(id) ? Results.NoContent() : Results.NotFound());
        control.MapPost("/reset", (HttpContext http) =>
        {
            store.Reset(ControlPlane.World(http, store));
            return Results.NoContent();
        });
        Patch(control, store, "/options", (world, patch) => world.Options = SimJson.Own.Merge(world.Options, patch, "options"));
        Patch(control, store, "/delivery", (world, patch) => world.Delivery = SimJson.Own.Merge(world.Delivery, patch, "delivery"));
        Patch(control, store, "/app", (world, patch) => world.App = SimJson.Own.Merge(world.App, patch, "app"));
        control.MapPost("/tokens/revoke", (HttpContext http) => ControlPlane.InWorld(http, store, world => world.Tokens.RevokeAll()));
    }

    private static void Patch(RouteGroupBuilder control, WorldStore store, string path, Action<SimWorld, JsonObject> apply) => control.MapPatch(path, async (HttpContext http) =>
    {
        var patch = await SimJson.Own.ReadAsync<JsonObject>(http);
        return ControlPlane.InWorld(http, store, world => apply(world, patch));
    });

    private static object Describe(SimWorld world, string root) => new
    {
        worldId = world.Id,
        baseUrl = $"{root}{WorldStore.PathOf(world)}/v1.0",
        authority = $"{root}{WorldStore.PathOf(world)}",
        tokenUrl = $"{root}{WorldStore.PathOf(world)}/{world.App.TenantId}/oauth2/v2.0/token",
        tenantId = world.App.TenantId,
        clientId = world.App.ClientId,
    };
}
