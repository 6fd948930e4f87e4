using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Control;

/// <summary>The tests' side door. It wants a key, so that a client under test cannot come to it by accident.</summary>
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
            catch (NotThereException e)
            {
                return Results.NotFound(new { error = e.Message });
            }
        });
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

    /// <summary>An answer that is made while the gate is held, because what it shows may change.</summary>
    public static IResult Json<T>(T value, int status = 200) => Results.Text(JsonSerializer.Serialize(value, SimJson.Options), "application/json", Encoding.UTF8, status);

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

/// <summary>The request names what is not there.</summary>
internal sealed class NotThereException(string message) : Exception(message);
