using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Control;

/// <summary>The tests' side door. No page links to it, and it wants a key, so that a browser under test cannot come to it by accident.</summary>
internal static class ControlPlane
{
    public const string KeyHeader = "X-Sim-Key";

    public static void Map(IEndpointRouteBuilder app, WorldStore store, string key)
    {
        var control = app.MapGroup("/_sim");
        control.AddEndpointFilter(async (context, next) =>
        {
            if (!HasKey(context.HttpContext.Request, key)) return Results.StatusCode(403);
            try
            {
                return await next(context);
            }
            catch (BadControlRequestException e)
            {
                return Results.Json(new { error = e.Message, field = e.Field }, SimJson.Options, statusCode: 400);
            }
            catch (NoSuchWorldException)
            {
                return Results.NotFound(new { error = "There is no such world." });
            }
        });
        WorldControl.Map(control, store);
        TruthControl.Map(control, store);
        PeopleControl.Map(control, store);
        ClockControl.Map(control, store);
        FaultControl.Map(control, store);
        RefereeControl.Map(control, store);
    }

    public static SimWorld World(HttpContext http, WorldStore store) => store.Find(http.Request) ?? throw new NoSuchWorldException();

    /// <summary>Does something in the world of the request, with its gate held.</summary>
    public static IResult InWorld(HttpContext http, WorldStore store, Action<SimWorld> act)
    {
        var world = World(http, store);
        lock (world.Gate) act(world);
        return Results.NoContent();
    }

    public static async Task<T> ReadAsync<T>(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync(http.RequestAborted);
        try
        {
            return SimJson.Read<T>((text.Length == 0 ? null : JsonNode.Parse(text)) ?? new JsonObject(), "body");
        }
        catch (JsonException e)
        {
            throw new BadControlRequestException("body", e.Message);
        }
    }

    private static bool HasKey(HttpRequest request, string key) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(request.Headers[KeyHeader].ToString()), Encoding.UTF8.GetBytes(key));
}

/// <summary>The request names a world that is not there.</summary>
internal sealed class NoSuchWorldException() : Exception("There is no such world.");
