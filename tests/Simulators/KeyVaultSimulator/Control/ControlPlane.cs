using Seatkeeper.KeyVaultSimulator.Faulting;
using Seatkeeper.KeyVaultSimulator.Hosting;
using Seatkeeper.KeyVaultSimulator.Secrets;

namespace Seatkeeper.KeyVaultSimulator.Control;

/// <summary>The tests' side door, for those who run the vault in a process of its own. It tells names and never a value.</summary>
internal static class ControlPlane
{
    public static void Map(IEndpointRouteBuilder app, Vault vault, Func<string> key)
    {
        var control = app.MapSideDoor(VaultJson.Own, key);
        control.MapGet("/state", () => Results.Json(new { secrets = vault.Names(), deleted = vault.DeletedNames() }, VaultJson.Own.Options));
        control.MapGet("/journal", (int? since, string? name) => Results.Json(vault.Journal.Read(since ?? 0, name ?? ""), VaultJson.Own.Options));
        control.MapPost("/faults", async (HttpContext http) =>
            Results.Json(new { number = vault.Faults.Add(await VaultJson.Own.ReadAsync<Fault>(http)) }, VaultJson.Own.Options, statusCode: StatusCodes.Status201Created));
        control.MapDelete("/faults", () =>
        {
            vault.Faults.Clear();
            return Results.NoContent();
        });
        control.MapPut("/permissions/forbidden", async (HttpContext http) =>
        {
            vault.Access.Forbid(await http.Request.ReadFromJsonAsync<VaultOperation[]>(VaultJson.Own.Options, http.RequestAborted) ?? []);
            return Results.NoContent();
        });
        control.MapPost("/token/renew", () =>
        {
            vault.Access.Renew();
            return Results.Json(new { token = vault.Access.Token }, VaultJson.Own.Options);
        });
        control.MapPut("/lag/{requests:int:min(0)}", (int requests) =>
        {
            vault.Lag = requests;
            return Results.NoContent();
        });
    }
}
