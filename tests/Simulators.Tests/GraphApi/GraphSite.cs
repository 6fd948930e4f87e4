using System.Text.Json.Nodes;
using Microsoft.Graph;
using Microsoft.Kiota.Authentication.Azure;
using Seatkeeper.Dev.Servers;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.Simulators.Tests.GraphApi;

[assembly: AssemblyFixture(typeof(GraphSite))]

namespace Seatkeeper.Simulators.Tests.GraphApi;

/// <summary>One Graph simulator for all tests; each test has its own tenant, and speaks to it through the genuine SDK.</summary>
public sealed class GraphSite : IAsyncLifetime
{
    private RunningSimulator? simulator;
    private HttpClient? control;

    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public RunningSimulator Simulator => simulator ?? throw new InvalidOperationException("The simulator is not started.");

    public async ValueTask InitializeAsync()
    {
        simulator = await RunningSimulator.StartAsync(new SimulatorSettings(Https: true));
        control = GraphWorld.ControlOf(simulator.Listening, simulator.SimKey);
    }

    public Task<GraphWorld> NewWorldAsync(JsonObject recipe) => GraphWorld.CreateAsync(control ?? throw new InvalidOperationException("Not started."), recipe, Cancel);

    /// <summary>A tenant of some made-up people, and a group of the first of them.</summary>
    public Task<GraphWorld> NewWorldAsync(int users, int inGroup = 0) => NewWorldAsync(new JsonObject
    {
        ["users"] = users,
        ["groups"] = new JsonArray(new JsonObject { ["displayName"] = "SEO", ["madeUp"] = inGroup }),
    });

    /// <summary>The SDK's client with nothing of its own but where Graph is, and who gives it its tokens.</summary>
    public static GraphServiceClient ClientOf(GraphWorld world, string? secret = null)
    {
        var credential = new PostedCredential(world.TokenUrl, world.ClientId, secret ?? world.ClientSecret);
        var provider = new AzureIdentityAuthenticationProvider(credential, ["127.0.0.1"], scopes: ["https://graph.microsoft.com/.default"]);
        return new GraphServiceClient(GraphClientFactory.Create(), provider, world.BaseUrl);
    }

    public async ValueTask DisposeAsync()
    {
        control?.Dispose();
        if (simulator is not null) await simulator.DisposeAsync();
    }
}
