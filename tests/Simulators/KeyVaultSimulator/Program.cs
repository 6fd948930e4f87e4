using System.Globalization;
using System.Text.Json;
using Seatkeeper.KeyVaultSimulator.Hosting;

if (args is not ([] or ["--port", _]))
{
    await Console.Error.WriteLineAsync("It takes --port N, or nothing for a free port.");
    return 2;
}

await using var vault = await RunningVault.StartAsync(args is [_, { } port] ? int.Parse(port, CultureInfo.InvariantCulture) : 0);
var line = new { vaultUri = vault.VaultUri.ToString().TrimEnd('/'), token = vault.Token, simKey = vault.SimKey, certificate = vault.Certificate.ExportCertificatePem() };
await Console.Out.WriteLineAsync(JsonSerializer.Serialize(line, VaultJson.Own.Options));
await vault.WaitForShutdownAsync();
return 0;
