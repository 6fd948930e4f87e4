using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;
using Spectre.Console;

namespace Seatkeeper.Dev.Running;

/// <summary>
/// A company's Microsoft Entra tenant, simulated: a group that nobody is in yet, and people without a seat. Like the simulated site it is
/// the same at every start, and at the same address.
/// </summary>
internal sealed class SimulatedTenant : IAsyncDisposable
{
    private const string Group = "SEO";
    private static readonly (string Name, string Address)[] newcomers = [("Nora New", "nora.new@corp.test"), ("Otto Other", "otto.other@corp.test"), ("Pia Plain", "pia.plain@corp.test")];
    private readonly GraphSimulatorServer server;
    private readonly GraphWorld world;

    private SimulatedTenant(GraphSimulatorServer server, GraphWorld world) => (this.server, this.world) = (server, world);

    public static async Task<SimulatedTenant> StartAsync(int port, CancellationToken cancellation)
    {
        var started = await GraphSimulatorServer.StartOnAsync(port);
        try
        {
            return new SimulatedTenant(started, await started.NewWorldAsync(Recipe(), cancellation));
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>What connects an app to it. Changes that no notification tells, as after a new start, are looked for every ten seconds.</summary>
    public IReadOnlyDictionary<string, string?> Settings(int app) => new Dictionary<string, string?>(world.AppSettings($"http://127.0.0.1:{app}"))
    {
        ["GraphNotificationSchedule"] = "*/2 * * * * *",
        ["GraphReconcileSchedule"] = "*/10 * * * * *",
        ["Graph__NotificationPatience"] = "00:00:05",
    };

    /// <summary>Maps the group to the hub, and waits until that is done.</summary>
    public async Task MapAsync(SeatkeeperClient client, string hub, CancellationToken cancellation)
    {
        var group = await world.GroupIdAsync(Group, cancellation);
        var task = await client.SendAsync<TaskResponse>(HttpMethod.Put, $"hubs/{hub}/groups/{group}", new GiveHubRequest(), cancellation);
        await client.FollowAsync(task.Id, TimeSpan.FromMinutes(5), cancellation);
    }

    public void Print()
    {
        Steps.Say($"\n[bold]Let a group of Microsoft Entra give the seat[/] (simulated: {Markup.Escape(string.Join(", ", newcomers.Select(person => person.Address)))})");
        Steps.Say(Markup.Escape($"  curl -H \"X-Sim-Key: {server.SimKey}\" -d '{{\"add\":[\"{newcomers[0].Address}\"]}}' {server.Address}_sim/groups/{Group}/members"));
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static JsonObject Recipe() => new()
    {
        ["id"] = "default",
        ["people"] = new JsonArray([.. newcomers.Select(person => (JsonNode)new JsonObject { ["displayName"] = person.Name, ["userPrincipalName"] = person.Address, ["mail"] = person.Address })]),
        ["groups"] = new JsonArray(new JsonObject { ["displayName"] = Group }),
    };
}
