using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Control;

/// <summary>The tests' side door.</summary>
internal static class ControlPlane
{
    public static void Map(IEndpointRouteBuilder app, WorldStore store, string key)
    {
        var control = app.MapSideDoor(SimJson.Own, () => key);
        WorldControl.Map(control, store);
        TruthControl.Map(control, store);
        PeopleControl.Map(control, store);
        ClockControl.Map(control, store);
        FaultControl.Map(control, store);
        RefereeControl.Map(control, store);
    }

    public static SimWorld World(HttpContext http, WorldStore store) => store.Find(http.Request) ?? throw new NotThereException("There is no such world.");

    /// <summary>Does something in the world of the request, with its gate held.</summary>
    public static IResult InWorld(HttpContext http, WorldStore store, Action<SimWorld> act)
    {
        var world = World(http, store);
        lock (world.Gate) act(world);
        return Results.NoContent();
    }
}
