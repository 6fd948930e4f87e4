using System.Text.Json.Nodes;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;
using Xunit;

namespace Seatkeeper.Dev.Servers;

/// <summary>A running simulator of Microsoft Graph and of Entra's token endpoint. Every test makes a world of its own in it, so that one serves all.</summary>
public sealed class GraphSimulatorServer : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly string port = "0";
    private ServerProcess? process;
    private HttpClient? control;

    public GraphSimulatorServer()
    {
    }

    private GraphSimulatorServer(int port) => this.port = $"{port}";

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Opens its control plane.</summary>
    public string SimKey { get; private set; } = "";

    /// <summary>Starts one whose address is the same at every start.</summary>
    public static async Task<GraphSimulatorServer> StartOnAsync(int port)
    {
        var server = new GraphSimulatorServer(port);
        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        var assembly = Repository.Built("tests/Simulators/GraphSimulator", "Seatkeeper.GraphSimulator.dll");
        process = await ServerProcess.StartAsync(ServerStart.DotNet("Graph simulator", assembly, "--port", port));
        var line = await process.WaitForListeningAsync(StartLimit, CancellationToken.None);
        Address = new Uri(line.GetProperty("listening").GetString() ?? "");
        SimKey = line.GetProperty("simKey").GetString() ?? "";
        control = GraphWorld.ControlOf(Address, SimKey);
    }

    /// <summary>Makes a tenant; <paramref name="recipe"/> is the body of <c>POST /_sim/worlds</c>.</summary>
    public Task<GraphWorld> NewWorldAsync(JsonObject recipe, CancellationToken cancellation) =>
        GraphWorld.CreateAsync(control ?? throw new InvalidOperationException("The simulator is not started."), recipe, cancellation);

    public async ValueTask DisposeAsync()
    {
        control?.Dispose();
        if (process is not null)
            await process.DisposeAsync();
    }
}
