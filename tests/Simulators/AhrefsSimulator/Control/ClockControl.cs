using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Changes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Control;

/// <summary>A world's time.</summary>
internal static class ClockControl
{
    public static void Map(RouteGroupBuilder control, WorldStore store)
    {
        control.MapPost("/clock/advance", async (HttpContext http) =>
        {
            var by = await SecondsAsync(http);
            return ControlPlane.InWorld(http, store, world =>
            {
                world.Clock.Advance(TimeSpan.FromSeconds(by));
                foreach (var workspace in world.Workspaces) SeatChanges.CatchUp(workspace, world.Clock.Now);
                Note(world, "advanced", by);
            });
        });
        control.MapPut("/clock/skew", async (HttpContext http) =>
        {
            var by = await SecondsAsync(http);
            return ControlPlane.InWorld(http, store, world =>
            {
                world.Clock.Skew = TimeSpan.FromSeconds(by);
                Note(world, "skewed", by);
            });
        });
    }

    private static async Task<double> SecondsAsync(HttpContext http) =>
        (await SimJson.Own.ReadAsync<JsonObject>(http))["seconds"] is JsonValue value && value.TryGetValue<double>(out var seconds)
            ? seconds
            : throw new BadControlRequestException("seconds", "How many seconds?");

    private static void Note(SimWorld world, string what, double seconds) => world.Journal.Write(new JournalEntry
    {
        At = world.Clock.WallNow,
        SimAt = world.Clock.Now,
        Actor = JournalActor.Site,
        Kind = JournalKind.Clock,
        Name = what,
        After = seconds,
    });
}
