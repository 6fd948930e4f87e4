using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Seatkeeper.SimulatorParts;

/// <summary>The tests' way into a simulator. No page links to it, and it wants a key, so that nothing under test comes to it by accident.</summary>
public static class SideDoor
{
    public const string KeyHeader = "X-Sim-Key";

    /// <summary>The group of the control plane's routes, behind the key; what makes no sense is answered with its reason.</summary>
    public static RouteGroupBuilder MapSideDoor(this IEndpointRouteBuilder app, ControlJson json, Func<string> key)
    {
        var control = app.MapGroup("/_sim");
        control.AddEndpointFilter(async (context, next) =>
        {
            if (!HasKey(context.HttpContext.Request, key())) return Results.StatusCode(StatusCodes.Status403Forbidden);
            try
            {
                return await next(context);
            }
            catch (BadControlRequestException e)
            {
                return Results.Json(new { error = e.Message, field = e.Field }, json.Options, statusCode: StatusCodes.Status400BadRequest);
            }
            catch (NotThereException e)
            {
                return Results.NotFound(new { error = e.Message });
            }
        });
        return control;
    }

    private static bool HasKey(HttpRequest request, string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers[KeyHeader].ToString()), Encoding.UTF8.GetBytes(key));
}
