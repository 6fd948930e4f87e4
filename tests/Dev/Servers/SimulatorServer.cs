using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;
using Xunit;

namespace Seatkeeper.Dev.Servers;

/// <summary>A running Ahrefs simulator. Every test makes a world of its own in it, so that one serves all.</summary>
public sealed class SimulatorServer : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private const string DefaultWorldId = "default";
    private readonly string[] arguments = ["--port", "0"];
    private ServerProcess? process;
    private HttpClient? control;

    public SimulatorServer()
    {
    }

    private SimulatorServer(int port, string set) => arguments = ["--port", $"{port}", "--set", set];

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Calls of its control plane go through this; a world adds its own header.</summary>
    internal HttpClient Control => control ?? throw new InvalidOperationException("The simulator is not started.");

    /// <summary>The world that a simulator started with a data set has from the start.</summary>
    public SimulatedWorld DefaultWorld => new(this, DefaultWorldId, $"http://localhost:{Address.Port}");

    /// <summary>Starts one with a world whose address and people are the same at every start.</summary>
    public static async Task<SimulatorServer> StartWithAsync(int port, string set)
    {
        var server = new SimulatorServer(port, set);
        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        var assembly = Repository.Built("tests/Simulators/AhrefsSimulator", "Seatkeeper.AhrefsSimulator.dll");
        process = await ServerProcess.StartAsync(ServerStart.DotNet("Ahrefs simulator", assembly, arguments));
        var line = await process.WaitForListeningAsync(StartLimit, CancellationToken.None);
        Address = new Uri(line.GetProperty("listening").GetString() ?? "");
        control = new HttpClient { BaseAddress = Address };
        control.DefaultRequestHeaders.Add("X-Sim-Key", line.GetProperty("simKey").GetString());
    }

    /// <summary>Makes a world; <paramref name="recipe"/> is the body of <c>POST /_sim/worlds</c>.</summary>
    public async Task<SimulatedWorld> NewWorldAsync(JsonObject recipe, CancellationToken cancellation)
    {
        using var answer = await Control.PostAsJsonAsync("/_sim/worlds", recipe, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"The simulator made no world: {text}");
        var world = JsonNode.Parse(text)?.AsObject() ?? throw new InvalidOperationException("The simulator answered nothing.");
        return new SimulatedWorld(this, Text(world, "worldId"), Text(world, "baseUrl"));
    }

    public async ValueTask DisposeAsync()
    {
        control?.Dispose();
        if (process is not null)
            await process.DisposeAsync();
    }

    private static string Text(JsonObject world, string field) => world[field]?.ToString() ?? throw new InvalidOperationException($"The simulator told no {field}.");
}
