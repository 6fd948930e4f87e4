using System.Text.Json.Nodes;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Functions.Tests.Graph;
using Seatkeeper.GraphSimulator.Hosting;

[assembly: AssemblyFixture(typeof(GraphSite))]

namespace Seatkeeper.Functions.Tests.Graph;

/// <summary>One simulator of Microsoft Graph for all tests; each test has its own tenant in it.</summary>
public sealed class GraphSite : IAsyncLifetime
{
    private RunningSimulator? simulator;
    private HttpClient? control;

    public async ValueTask InitializeAsync()
    {
        simulator = await RunningSimulator.StartAsync(new SimulatorSettings());
        control = GraphWorld.ControlOf(simulator.Listening, simulator.SimKey);
    }

    public Task<GraphWorld> NewWorldAsync(JsonObject recipe) =>
        GraphWorld.CreateAsync(control ?? throw new InvalidOperationException("Not started."), recipe, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        control?.Dispose();
        if (simulator is not null) await simulator.DisposeAsync();
    }
}
