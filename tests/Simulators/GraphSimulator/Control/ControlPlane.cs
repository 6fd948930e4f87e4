using System.Text;
using System.Text.Json;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Control;

/// <summary>The tests' side door.</summary>
internal static class ControlPlane
{
    public static void Map(IEndpointRouteBuilder app, WorldStore store, string key)
    {
        var control = app.MapSideDoor(SimJson.Own, () => key);
        WorldControl.Map(control, store);
        TruthControl.Map(control, store);
        UserControl.Map(control, store);
        GroupControl.Map(control, store);
        SubscriptionControl.Map(control, store);
        NotificationControl.Map(control, store);
        TimeControl.Map(control, store);
        FaultControl.Map(control, store);
    }

    public static SimWorld World(HttpContext http, WorldStore store) => store.Find(http) ?? throw new NotThereException("There is no such world.");

    /// <summary>Does something in the world of the request, with its gate held, and then sends the notifications that came of it.</summary>
    public static IResult InWorld(HttpContext http, WorldStore store, Action<SimWorld> act) => InWorld(http, store, world =>
    {
        act(world);
        return Results.NoContent();
    });

    /// <summary>The same with an answer.</summary>
    public static IResult InWorld(HttpContext http, WorldStore store, Func<SimWorld, IResult> act)
    {
        var world = World(http, store);
        lock (world.Gate)
        {
            var answer = act(world);
            world.Outbox.Flush();
            return answer;
        }
    }
}
