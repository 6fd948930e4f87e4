using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Journaling;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Control;

/// <summary>What is true in a world, and what happened.</summary>
internal static class TruthControl
{
    public static void Map(RouteGroupBuilder control, WorldStore store)
    {
        control.MapGet("/state", (HttpContext http) => ControlPlane.InWorld(http, store, world => SimJson.Own.Answer(State(world))));
        control.MapGet("/journal", (HttpContext http, int? since, string? kinds) =>
        {
            var wanted = (kinds ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Kind).ToList();
            return SimJson.Own.Answer(ControlPlane.World(http, store).Journal.Read(since ?? 0, wanted));
        });
        control.MapGet("/journal/counts", (HttpContext http, int? since) => SimJson.Own.Answer(ControlPlane.World(http, store).Journal.Counts(since ?? 0)));
    }

    private static JournalKind Kind(string name) =>
        Enum.TryParse<JournalKind>(name, ignoreCase: true, out var kind) ? kind : throw new BadControlRequestException("kinds", $"There is no kind '{name}'.");

    private static object State(SimWorld world) => new
    {
        worldId = world.Id,
        clock = new { now = world.Clock.Now, offsetSeconds = world.Clock.Offset.TotalSeconds },
        options = world.Options,
        delivery = world.Delivery,
        changes = world.Tenant.Log.Last,
        deltaHeldAt = world.Deltas.HeldAt,
        users = world.Tenant.Users.Count(user => user.IsLive),
        groups = world.Tenant.Groups.Where(group => group.IsLive).Select(group => new { group.Id, group.DisplayName, members = group.Listed.Count }),
        subscriptions = world.Subscriptions.Live(world.Clock.Now).Count,
        notifications = world.Outbox.Counts(),
        faults = world.Faults.All.Select(fault => new { fault.Rule.Id, fault.Seen, fault.Fired }),
    };
}
