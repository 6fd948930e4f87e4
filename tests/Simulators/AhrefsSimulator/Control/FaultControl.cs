using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Faulting;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Scenarios;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Control;

/// <summary>Arming what goes wrong, by hand or by recipe.</summary>
internal static class FaultControl
{
    public static void Map(RouteGroupBuilder control, WorldStore store)
    {
        control.MapPost("/faults", async (HttpContext http) =>
        {
            var rule = await SimJson.Own.ReadAsync<FaultRule>(http);
            return ControlPlane.InWorld(http, store, world => world.Faults.Arm(rule));
        });
        control.MapGet("/faults", (HttpContext http) =>
        {
            var world = ControlPlane.World(http, store);
            lock (world.Gate) return SimJson.Own.Answer(world.Faults.All.Select(f => new { f.Rule.Id, f.Seen, f.Fired, f.Rule.Match, f.Rule.Do }).ToList());
        });
        control.MapGet("/acts", (HttpContext http) =>
        {
            var world = ControlPlane.World(http, store);
            lock (world.Gate) return SimJson.Own.Answer(new { Waiting = world.Acts.Count });
        });
        control.MapPost("/faults/{id}/release", (HttpContext http, string id) =>
        {
            var world = ControlPlane.World(http, store);
            lock (world.Gate)
            {
                if (world.Faults.Find(id) is not { } fault) return Results.NotFound();
                fault.Release();
                return Results.NoContent();
            }
        });
        control.MapDelete("/faults/{id}", (HttpContext http, string id) =>
        {
            var world = ControlPlane.World(http, store);
            lock (world.Gate) return world.Faults.Disarm(id) ? Results.NoContent() : Results.NotFound();
        });
        control.MapGet("/scenarios", () => SimJson.Own.Answer(
            ScenarioCatalog.All.Select(s => new { s.Id, s.Number, s.Title, s.Does, s.Level, s.Set, s.How, s.ExpectedCode, s.ExpectedDetail, s.ExpectedEffects })));
        control.MapPost("/scenarios/{id}", async (HttpContext http, string id) =>
        {
            var overrides = await SimJson.Own.ReadAsync<JsonObject>(http);
            if (ScenarioCatalog.Find(id) is not { } scenario) return Results.NotFound();
            var world = ControlPlane.World(http, store);
            lock (world.Gate)
            {
                var stage = new ScenarioStage(world, scenario, overrides);
                scenario.Arrange(stage);
                return SimJson.Own.Answer(new { scenario.Does, scenario.Level, scenario.How, scenario.ExpectedCode, scenario.ExpectedDetail, scenario.ExpectedEffects, stage.Wishes });
            }
        });
    }
}
