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
        control.MapGet("/state", () => VaultJson.Own.Answer(new { secrets = vault.Names(), deleted = vault.DeletedNames() }));
        control.MapGet("/journal", (int? since, string? name) => VaultJson.Own.Answer(vault.Journal.Read(since ?? 0, name ?? "")));
        control.MapPost("/faults", async (HttpContext http) =>
            VaultJson.Own.Answer(new { number = vault.Faults.Add(await VaultJson.Own.ReadAsync<Fault>(http)) }, StatusCodes.Status201Created));
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
            return VaultJson.Own.Answer(new { token = vault.Access.Token });
        });
        control.MapPut("/lag/{requests:int:min(0)}", (int requests) =>
        {
            vault.Lag = requests;
            return Results.NoContent();
        });
    }
}
