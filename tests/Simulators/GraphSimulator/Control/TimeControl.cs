using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Journaling;
using Seatkeeper.GraphSimulator.Tracking;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Control;

/// <summary>A world's time, and what is over before its time.</summary>
internal static class TimeControl
{
    private static readonly string[] Codes = ["syncStateNotFound", "resyncRequired"];

    private sealed record Seconds(double? By = null, double? Offset = null);

    private sealed record DeltaExpiry
    {
        /// <summary>users or groups; both where it is not named.</summary>
        public string? Resource { get; init; }

        public int Status { get; init; } = 410;
        public string Code { get; init; } = "syncStateNotFound";
    }

    public static void Map(RouteGroupBuilder control, WorldStore store)
    {
        control.MapPost("/clock/advance", async (HttpContext http) =>
        {
            var by = (await SimJson.Own.ReadAsync<Seconds>(http)).By ?? throw new BadControlRequestException("by", "How many seconds?");
            return ControlPlane.InWorld(http, store, world => Set(world, world.Clock.Offset + TimeSpan.FromSeconds(by)));
        });
        control.MapPut("/clock", async (HttpContext http) =>
        {
            var offset = (await SimJson.Own.ReadAsync<Seconds>(http)).Offset ?? throw new BadControlRequestException("offset", "How many seconds?");
            return ControlPlane.InWorld(http, store, world => Set(world, TimeSpan.FromSeconds(offset)));
        });
        control.MapPost("/deltas/expire", async (HttpContext http) =>
        {
            var expiry = await SimJson.Own.ReadAsync<DeltaExpiry>(http);
            if (expiry.Resource is not (null or "users" or "groups")) throw new BadControlRequestException("resource", "users or groups.");
            if (expiry.Status is not (400 or 410)) throw new BadControlRequestException("status", "400 or 410.");
            if (!Codes.Contains(expiry.Code, StringComparer.Ordinal)) throw new BadControlRequestException("code", $"One of {string.Join(", ", Codes)}.");
            return ControlPlane.InWorld(http, store, world =>
                SimJson.Own.Answer(new { expired = world.Deltas.Expire(expiry.Resource, new DeltaEnd(expiry.Status, expiry.Code)) }));
        });
        control.MapPost("/deltas/hold", (HttpContext http) => ControlPlane.InWorld(http, store, world => world.Deltas.HeldAt ??= world.Tenant.Log.Last));
        control.MapPost("/deltas/release", (HttpContext http) => ControlPlane.InWorld(http, store, world => world.Deltas.HeldAt = null));
    }

    private static void Set(SimWorld world, TimeSpan offset)
    {
        world.Clock.Offset = offset;
        world.Note(new JournalEntry { Kind = JournalKind.Clock, Name = "set", Detail = new JsonObject { ["offsetSeconds"] = offset.TotalSeconds } });
    }
}
