using System.Text.Json;

namespace Seatkeeper.GraphSimulator.Hosting;

/// <summary>The simulator's JSON.</summary>
public static class SimJson
{
    public static readonly ControlJson Own = new(JsonNamingPolicy.CamelCase);
}
