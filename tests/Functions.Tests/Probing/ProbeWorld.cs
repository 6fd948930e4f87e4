using System.Net;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Probing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Probing;

/// <summary>What tests of probes ask and look at.</summary>
internal static class ProbeWorld
{
    public const string Word = "I did steps 1 to 16 and the map agrees.";

    public static Task<IReadOnlyList<MapVerification>> FindAsync(this HubWorld world, string host, string digest, string workspace) =>
        world.App.Get<VerifiedMapsTable>().FindAsync(host, digest, workspace, HubWorld.Cancel);

    // A hub whose pages are as the map says, unless the test says otherwise. Of every test a workspace, and so a verification, of its own.
    public static async Task<ProbedHub> ReadyAsync(this HubWorld world, Func<ProbeReport, ProbeReport>? change = null, ScriptedSite? opens = null)
    {
        var hub = new ProbedHub(await world.ConnectAsync(opens), []);
        hub.Hub.Site.ProbeAsync = (_, wish) =>
        {
            hub.Asked.Add(wish);
            var report = new ProbeReport(
                new MapIdentity("app.example", "map", 1, "digest-1"), IsRealSite: false, "en", hub.Hub.Site.Workspace,
                [new("account", [new("page.main", LandmarkState.Found, 1, "main")], null, [], null)], [new(ChangeAction.Remove, [])], [], [], []);
            return Task.FromResult(change?.Invoke(report) ?? report);
        };
        return hub;
    }

    public static async Task<TaskResponse> ProbeAsync(ProbedHub hub, ProbeRequest wish)
    {
        var task = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/probe", wish)).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        // Not only until the task's row is closed: a map is verified after it, in the same step.
        await hub.Hub.World.Engine.EndOfAsync(task.Id);
        return (await hub.Owner.Caller.GetAsync($"tasks/{task.Id}")).Expect(HttpStatusCode.OK).As<TaskResponse>();
    }
}

/// <summary>A hub, and what its probes were asked for.</summary>
internal sealed record ProbedHub(TestHub Hub, List<ProbeWish> Asked)
{
    public string Id => Hub.Id;

    public TestPerson Owner => Hub.Owner;

    public Task<Functions.Hubs.Hub> RowAsync() => Hub.RowAsync();
}
