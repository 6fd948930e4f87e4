using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Control;

/// <summary>What is true in a world, and what happened.</summary>
internal static class TruthControl
{
    public static void Map(RouteGroupBuilder control, WorldStore store)
    {
        control.MapGet("/state", (HttpContext http) =>
        {
            var world = ControlPlane.World(http, store);
            lock (world.Gate) return SimJson.Own.Answer(State(world));
        });
        control.MapGet("/journal", (HttpContext http, int? since, string? kinds) =>
        {
            var world = ControlPlane.World(http, store);
            var wanted = (kinds ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Kind).ToList();
            return SimJson.Own.Answer(world.Journal.Read(since ?? 0, wanted));
        });
    }

    private static JournalKind Kind(string name) =>
        Enum.TryParse<JournalKind>(name, ignoreCase: true, out var kind) ? kind : throw new BadControlRequestException("kinds", $"There is no kind '{name}'.");

    private static object State(SimWorld world) => new
    {
        worldId = world.Id,
        clock = new { now = world.Clock.Now, offsetSeconds = world.Clock.Offset.TotalSeconds, skewSeconds = world.Clock.Skew.TotalSeconds },
        options = world.Options,
        latency = world.Latency,
        workspaces = world.Workspaces.Select(w => new
        {
            w.Id,
            w.Settings,
            w.Version,
            w.Members,
            w.Invitations,
            w.Projects,
            w.ApiKeys,
        }).ToList(),
        accounts = world.Accounts.Select(a => new { a.Email, a.Methods, a.Locked, a.UiLocale, a.LastWorkspaceId, a.MaxSessions }).ToList(),
        sessions = world.Sessions.All.Select(s => new { s.Id, cookie = s.Secret, s.AccountEmail, s.CreatedAt, s.LastSeenAt, s.WorkspaceId, s.Revoked }).ToList(),
        faults = world.Faults.All.Select(f => new { f.Rule.Id, f.Seen, f.Fired }).ToList(),
    };
}
