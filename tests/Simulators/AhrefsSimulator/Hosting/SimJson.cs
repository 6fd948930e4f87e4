namespace Seatkeeper.AhrefsSimulator.Hosting;

/// <summary>The simulator's JSON.</summary>
public static class SimJson
{
    public static readonly ControlJson Own = new();
}
