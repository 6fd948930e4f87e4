using System.Text.Json;
using LocalHost.Functions;
using LocalHost.Settings;
using LocalHost.Timers;

namespace LocalHost.Web;

/// <summary>The part of the host's admin API that a person or a test needs; all but the ping ask for the master key.</summary>
internal sealed class AdminEndpoints(HostedApp app, HostKeys keys, TimerFunctions timers, HostState state)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/host/ping", () => Results.Ok());
        routes.MapPost("/admin/host/ping", () => Results.Ok());
        var admin = routes.MapGroup("/admin").AddEndpointFilter(async (context, next) =>
            keys.AllowsAdmin(context.HttpContext.Request) ? await next(context) : Results.Unauthorized());
        admin.MapGet("/host/status", () => new { id = app.HostId, state = state.Name, version = "LocalHost", functions = state.Functions.Count });
        admin.MapGet("/functions", () => state.Functions.Select(Describe));
        admin.MapGet("/functions/{name}", (string name) => Find(name) is { } function ? Results.Ok(Describe(function)) : Results.NotFound());
        admin.MapGet("/functions/{name}/status", (string name) => Find(name) is null ? Results.NotFound() : Results.Ok(new { }));
        admin.MapPost("/functions/{name}", FireAsync);
    }

    private async Task<IResult> FireAsync(string name, HttpRequest request, CancellationToken cancel)
    {
        if (Find(name) is not { } function)
            return Results.NotFound();
        if (!await HasObjectAsync(request, cancel))
            return Results.BadRequest("The body must be a JSON object such as {\"input\":\"\"}.");
        return timers.TryFire(function.Name)
            ? Results.Accepted()
            : Results.BadRequest($"{function.Name} is no timer function; this host fires only those.");
    }

    private static async Task<bool> HasObjectAsync(HttpRequest request, CancellationToken cancel)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancel);
            return body.RootElement.ValueKind == JsonValueKind.Object
                && (!body.RootElement.TryGetProperty("input", out var input) || input.ValueKind is JsonValueKind.String or JsonValueKind.Null);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private FunctionDescription? Find(string name) =>
        state.Functions.FirstOrDefault(function => function.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private object Describe(FunctionDescription function) => new
    {
        name = function.Name,
        language = "dotnet-isolated",
        isDisabled = app.IsDisabled(function.Name),
        invoke_url_template = function.Trigger.Is("httpTrigger") ? $"/{FunctionRoute.Template(function, app)}" : null,
        config = new { name = function.Name, bindings = function.Bindings.Select(binding => binding.Json) },
    };
}
