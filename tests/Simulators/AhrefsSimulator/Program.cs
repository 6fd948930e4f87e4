using System.Text.Json;
using Seatkeeper.AhrefsSimulator.Hosting;

SimulatorSettings settings;
try
{
    settings = SimulatorSettings.Parse(args, Environment.GetEnvironmentVariable("ASPNETCORE_URLS"));
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}

await using var simulator = await RunningSimulator.StartAsync(settings);
var line = new { listening = simulator.Listening.ToString().TrimEnd('/'), simKey = simulator.SimKey };
await Console.Out.WriteLineAsync(JsonSerializer.Serialize(line, SimJson.Own.Options));
await simulator.WaitForShutdownAsync();
return 0;
