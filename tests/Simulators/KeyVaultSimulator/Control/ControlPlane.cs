using System.Security.Cryptography;
using System.Text;
using Seatkeeper.KeyVaultSimulator.Faulting;
using Seatkeeper.KeyVaultSimulator.Hosting;
using Seatkeeper.KeyVaultSimulator.Secrets;

namespace Seatkeeper.KeyVaultSimulator.Control;

/// <summary>The tests' side door, for those who run the vault in a process of its own. It tells names and never a value.</summary>
internal static class ControlPlane
{
    private const string KeyHeader = "X-Sim-Key";

    public static void Map(IEndpointRouteBuilder app, Vault vault, Func<string> key)
    {
        var control = app.MapGroup("/_sim");
        control.AddEndpointFilter(async (context, next) =>
            CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(context.HttpContext.Request.Headers[KeyHeader].ToString()), Encoding.UTF8.GetBytes(key()))
                ? await next(context)
                : Results.StatusCode(StatusCodes.Status403Forbidden));
        control.MapGet("/state", () => Results.Json(new { secrets = vault.Names(), deleted = vault.DeletedNames() }, VaultJson.Options));
        control.MapGet("/journal", (int? since, string? name) => Results.Json(vault.Journal.Read(since ?? 0, name ?? ""), VaultJson.Options));
        control.MapPost("/faults", async (HttpContext http) =>
            await http.Request.ReadFromJsonAsync<Fault>(VaultJson.Options, http.RequestAborted) is { } fault
                ? Results.Json(new { number = vault.Faults.Add(fault) }, VaultJson.Options, statusCode: StatusCodes.Status201Created)
                : Results.BadRequest());
        control.MapDelete("/faults", () =>
        {
            vault.Faults.Clear();
            return Results.NoContent();
        });
        control.MapPut("/permissions/forbidden", async (HttpContext http) =>
        {
            vault.Access.Forbid(await http.Request.ReadFromJsonAsync<VaultOperation[]>(VaultJson.Options, http.RequestAborted) ?? []);
            return Results.NoContent();
        });
        control.MapPost("/token/renew", () =>
        {
            vault.Access.Renew();
            return Results.Json(new { token = vault.Access.Token }, VaultJson.Options);
        });
        control.MapPut("/lag/{requests:int:min(0)}", (int requests) =>
        {
            vault.Lag = requests;
            return Results.NoContent();
        });
    }
}
