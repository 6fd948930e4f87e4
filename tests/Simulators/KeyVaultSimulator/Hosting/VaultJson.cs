using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seatkeeper.KeyVaultSimulator.Hosting;

/// <summary>The simulator's JSON.</summary>
public static class VaultJson
{
    public static readonly ControlJson Own = new(JsonNamingPolicy.CamelCase, JsonIgnoreCondition.WhenWritingNull);
}
