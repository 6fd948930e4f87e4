using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Refereeing;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Control;

/// <summary>What the test permits, and what the referee makes of it.</summary>
internal static class RefereeControl
{
    private sealed record Mode(bool Strict);

    public static void Map(RouteGroupBuilder control, WorldStore store)
    {
        control.MapPost("/intents", async (HttpContext http) =>
        {
            var intent = await SimJson.Own.ReadAsync<Intent>(http);
            if (!Intent.Kinds.Contains(intent.Kind)) throw new BadControlRequestException("kind", $"There is no kind '{intent.Kind}'.");
            return ControlPlane.InWorld(http, store, world => world.Intents.Add(intent));
        });
        control.MapPut("/intents/mode", async (HttpContext http) =>
        {
            var mode = await SimJson.Own.ReadAsync<Mode>(http);
            return ControlPlane.InWorld(http, store, world => world.Intents.Strict = mode.Strict);
        });
        control.MapGet("/verdict", (HttpContext http) =>
        {
            var world = ControlPlane.World(http, store);
            lock (world.Gate) return SimJson.Own.Answer(Referee.Judge(world));
        });
        control.MapPost("/compare", async (HttpContext http) =>
        {
            var claim = await SimJson.Own.ReadAsync<ListClaim>(http);
            var world = ControlPlane.World(http, store);
            lock (world.Gate) return SimJson.Own.Answer(Comparison.Check(world, claim));
        });
    }
}
