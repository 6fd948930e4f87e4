using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Control;

/// <summary>Making, resetting and changing worlds.</summary>
internal static class WorldControl
{
    public static void Map(RouteGroupBuilder control, WorldStore store)
    {
        control.MapPost("/worlds", async (HttpContext http) =>
        {
            var recipe = await SimJson.Own.ReadAsync<WorldRecipe>(http);
            var world = store.Create(recipe);
            return SimJson.Own.Answer(Describe(world, http.Connection.LocalPort), 201);
        });
        control.MapDelete("/worlds/{id}", (string id) => store.Delete(id) ? Results.NoContent() : Results.NotFound());
        control.MapPost("/reset", (HttpContext http) =>
        {
            store.Reset(ControlPlane.World(http, store));
            return Results.NoContent();
        });
        control.MapPatch("/workspaces/{id}", async (HttpContext http, string id) =>
        {
            var world = ControlPlane.World(http, store);
            var patch = await SimJson.Own.ReadAsync<JsonObject>(http);
            lock (world.Gate)
            {
                if (world.FindWorkspace(id) is not { } workspace) return Results.NotFound();
                workspace.Settings = SimJson.Own.Merge(workspace.Settings, patch, "workspace");
                return SimJson.Own.Answer(workspace.Settings);
            }
        });
        control.MapPatch("/options", async (HttpContext http) =>
        {
            var world = ControlPlane.World(http, store);
            var patch = await SimJson.Own.ReadAsync<JsonObject>(http);
            lock (world.Gate) world.Options = SimJson.Own.Merge(world.Options, patch, "options");
            return SimJson.Own.Answer(world.Options);
        });
        control.MapPut("/ui", async (HttpContext http) =>
        {
            var world = ControlPlane.World(http, store);
            var patch = await SimJson.Own.ReadAsync<JsonObject>(http);
            lock (world.Gate) world.Ui = SimJson.Own.Merge(new UiSwitches(), patch, "ui");
            return Results.NoContent();
        });
        control.MapPut("/latency", async (HttpContext http) =>
        {
            var world = ControlPlane.World(http, store);
            var patch = await SimJson.Own.ReadAsync<JsonObject>(http);
            var preset = WorldFactory.FindPreset(patch["preset"]?.ToString() ?? "instant");
            lock (world.Gate) world.Latency = SimJson.Own.Merge(preset, patch, "latency");
            return Results.NoContent();
        });
    }

    private static object Describe(SimWorld world, int port) => new
    {
        worldId = world.Id,
        baseUrl = WorldStore.AddressOf(world, port),
        @operator = new { email = world.OperatorEmail },
        workspaces = world.Workspaces.Select(w => new { id = w.Id, name = w.Settings.Name }),
    };
}
