using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Fuzzing;
using Seatkeeper.Dev.Secrets;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.OpenApi;

/// <summary>A slice of the fuzz; <c>dotnet dev.cs soak --only fuzz</c> asks the whole app a hundred times as much.</summary>
public sealed class FuzzTests(HubWorld world) : IClassFixture<HubWorld>
{
    private const int Seed = 20_261_126;
    private const int Requests = 500;

    [Fact]
    public async Task Whatever_is_sent_the_answer_keeps_every_promise_of_the_API()
    {
        var hub = await ConnectAsync();
        using var owner = new SeatkeeperClient(world.App.Owner.Address, world.App.Owner.Key);
        await owner.ImportUsersAsync([.. Enumerable.Range(0, 6).Select(nth => new ImportedUser(null, nameof(WorkspaceUserKind.Directory), $"Person {nth}", null, $"person{nth}@example.com", null, null))], HubWorld.Cancel);
        Assert.True((await hub.CheckAsync()).IsEnded);
        var people = await EveryRole.MakeAsync(owner, world.App.Owner.Key, hub.Id, HubWorld.Cancel);
        var document = await owner.GetAsync<System.Text.Json.Nodes.JsonObject>("openapi.json", HubWorld.Cancel);
        // It answers 503 where there is no browser, and here is none.
        document["paths"]?.AsObject().Remove("/api/v1/health/ready");
        var secrets = new SecretText();
        secrets.Add(people.Callers.Where(caller => caller is { Key: not null, IsKnown: true }).Select(caller => new Needle($"the key of {caller}", caller.Key ?? "")));
        var plan = new FuzzPlan(world.App.Owner.Address, Seed, Requests, people.Callers) { Untouchable = people.Names, KeptHubs = [hub.Id], KeptAccounts = [hub.AccountId] };

        using var run = new FuzzRun(plan, document, secrets);
        var result = await run.RunAsync(null, HubWorld.Cancel);

        Assert.True(result.Objections.Count == 0, string.Join("\n\n", result.Objections.Take(20).Select(found => $"{found.Objection.Fault}: {found.Objection.Text}\n{found.Request}")));
        Assert.Equal(Requests, result.Requests);
        Assert.InRange(result.GoodShare, 0.25, 1);
        Assert.InRange(result.LeastOfACall, Requests / (4 * result.Counts.Count), Requests);
        Assert.Null(secrets.FindIn(world.App.Log.All));
        Assert.Null(secrets.FindIn(await StoredText.ReadTablesAsync(world.App)));
        Assert.Null(secrets.FindIn(await StoredText.ReadBlobsAsync(world.App)));
    }

    // The workspace's Owner connects it: whoever may do most is who learns what all others are called with.
    private async Task<TestHub> ConnectAsync()
    {
        var person = await world.App.Get<WorkspaceUsersTable>().FindAsync(PersonId.OfAddress(TestApp.OwnerEmail), HubWorld.Cancel);
        var owner = new TestPerson(Assert.IsType<DirectoryPerson>(person), world.App.Owner);
        var (account, site) = await world.AccountAsync(owner, new ScriptedSite { People = ScriptedSite.Crowd(12) });
        var task = (await owner.Caller.PostAsync("hubs", HubWorld.Wish(account))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        var hub = new TestHub(world, task.HubId ?? "", owner, site, account);
        await hub.EndOfAsync(task.Id);
        return hub;
    }
}
