using Seatkeeper.GraphSimulator.Faulting;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Control;

/// <summary>Arming what goes wrong.</summary>
internal static class FaultControl
{
    public static void Map(RouteGroupBuilder control, WorldStore store)
    {
        control.MapPost("/faults", async (HttpContext http) =>
        {
            var rule = await SimJson.Own.ReadAsync<FaultRule>(http);
            return ControlPlane.InWorld(http, store, world => world.Faults.Arm(rule));
        });
        control.MapGet("/faults", (HttpContext http) => ControlPlane.InWorld(http, store, world =>
            SimJson.Own.Answer(world.Faults.All.Select(fault => new { fault.Rule.Id, fault.Seen, fault.Fired, fault.Rule.Match, fault.Rule.Do }))));
        control.MapPost("/faults/{id}/release", (HttpContext http, string id) => ControlPlane.InWorld(http, store, world =>
            (world.Faults.Find(id) ?? throw new NotThereException("There is no such fault.")).Release()));
        control.MapDelete("/faults/{id}", (HttpContext http, string id) => ControlPlane.InWorld(http, store, world =>
            world.Faults.Disarm(id) ? Results.NoContent() : Results.NotFound()));
    }
}
