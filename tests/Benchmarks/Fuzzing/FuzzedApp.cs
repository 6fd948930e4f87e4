using System.Diagnostics;
using System.Text.Json.Nodes;
using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Fuzzing;
using Seatkeeper.Dev.Running;
using Seatkeeper.Dev.Secrets;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Benchmarks.Fuzzing;

/// <summary>The whole app with a connected hub, people and keys of every role, and accounts to spare.</summary>
internal sealed class FuzzedApp : IAsyncDisposable
{
    private const int SpareAccounts = 6;
    private const int Approvals = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly RunFolder folder;
    private readonly FunctionsServer server;
    private readonly FunctionsSettings settings;
    private readonly SimulatedWorld world;
    private readonly SeatkeeperClient owner;
    private EveryRole people = new([], []);
    private string hubId = "";
    private string accountId = "";

    private FuzzedApp(RunFolder folder, FunctionsServer server, FunctionsSettings settings, SimulatedWorld world)
    {
        (this.folder, this.server, this.settings, this.world) = (folder, server, settings, world);
        owner = server.OwnerClient();
    }

    /// <summary>What the app serves as its description.</summary>
    public JsonObject Document { get; private set; } = [];

    /// <summary>Every secret that is to be nowhere.</summary>
    public SecretText Secrets { get; } = new();

    public static async Task<FuzzedApp> StartAsync(SoakParts parts, CancellationToken cancel)
    {
        var site = await parts.Simulator.NewWorldAsync(new JsonObject { ["set"] = "medium", ["options"] = new JsonObject { ["turnstileMs"] = 50, ["budget"] = null } }, cancel);
        var own = new RunFolder("fuzz");
        var told = new FunctionsSettings
        {
            Storage = await parts.NewAccountAsync(cancel),
            HubName = "Fuzz",
            Folder = own.Path,
            OwnerKey = OwnerKey.Ensure(Path.Combine(own.Path, "owner.key")),
            Browser = parts.Browser,
            World = site,
            Also = QuickSettings.All,
        };
        var app = new FuzzedApp(own, await FunctionsServer.StartAsync(told, cancel), told, site);
        await app.PrepareAsync(cancel);
        return app;
    }

    public FuzzPlan Plan(int seed, int requests) => new(server.Address, seed, requests, people.Callers)
    {
        // A task is some seconds of a browser: with these bounds all tasks together take a small part of the run.
        StartsOfACall = Math.Clamp(requests / 10_000, 1, 5),
        Untouchable = people.Names,
        KeptHubs = [hubId],
        KeptAccounts = [accountId],
    };

    /// <summary>Waits until no task is at work, so that what they leave is there; and sees that hub and Owner are.</summary>
    public async Task SettleAsync(CancellationToken cancel)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience && await IsAtWorkAsync(cancel); await Task.Delay(500, cancel))
        {
        }

        await owner.GetHubAsync(hubId, cancel);
    }

    /// <summary>Where secrets were left: in the host's log, in tables, in blobs.</summary>
    public async Task<IReadOnlyList<string>> LeaksAsync(CancellationToken cancel)
    {
        var sessions = (await world.StateAsync(cancel))["sessions"]?.AsArray() ?? [];
        Secrets.Add(sessions.Select((session, nth) => new Needle($"session cookie {nth}", session?["cookie"]?.ToString() ?? "")).Where(needle => needle.Secret.Length > 0));
        return await new LeakSearch(Secrets).FindAsync(settings.Storage, settings.LogFile, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        await server.DisposeAsync();
        folder.Dispose();
    }

    private async Task PrepareAsync(CancellationToken cancel)
    {
        await owner.ImportUsersAsync(PeopleDirectory.For(await world.StateAsync(cancel), SimulatedAccount.Email), cancel);
        accountId = (await owner.SaveAccountAsync(
            new SaveAccountRequest("ahrefs", "Fuzz", SimulatedAccount.Email, SimulatedAccount.Password, SimulatedAccount.TotpSecret, "automation"), cancel)).Id;
        var task = await owner.ConnectHubAsync(new ConnectHubRequest("ahrefs", "Fuzz", "ContosoSeo", "usernamePassword", accountId, "Contoso SEO"), cancel);
        hubId = task.HubId ?? "";
        await owner.FollowAsync(task.Id, Patience, cancel);
        await owner.FollowAsync((await owner.WaitForFirstCheckAsync(hubId, Patience, cancel)).Id, Patience, cancel);
        for (var nth = 0; nth < SpareAccounts; nth++)
            await owner.SaveAccountAsync(new SaveAccountRequest("ahrefs", $"Spare {nth}", $"spare{nth}@corp.test", $"{SecretFields.Canary}{nth}", null, nth % 2 == 0 ? "automation" : "personal"), cancel);
        people = await EveryRole.MakeAsync(owner, settings.OwnerKey.Value, hubId, cancel);
        await AskForApprovalsAsync(cancel);
        Document = await owner.GetAsync<JsonObject>("openapi.json", cancel);
        Secrets.Add(new Needle("the account's password", SimulatedAccount.Password), new Needle("the account's TOTP secret", SimulatedAccount.TotpSecret));
        Secrets.Add(people.Callers.Where(caller => caller is { Key: not null, IsKnown: true }).Select(caller => new Needle($"the key of {caller}", caller.Key ?? "")));
    }

    // A guard that lets nobody go: so removals wait for a person and drive no browser, and there is something to approve and to reject.
    private async Task AskForApprovalsAsync(CancellationToken cancel)
    {
        await owner.SendAsync<HubResponse>(HttpMethod.Patch, $"hubs/{hubId}", new { guard = new { maxLosses = 0, maxPercent = 0, maxTotal = 1 } }, cancel);
        var members = (await owner.ListMembersAsync(hubId, MemberStatus.Onboarded, cancel))
            .Where(member => member is { AppRole: AppRole.Member, Presence: Presence.Confirmed } && !people.Names.Contains(member.UserId ?? "", StringComparer.Ordinal));
        foreach (var pair in members.Take(Approvals * 2).Chunk(2))
        {
            var task = await owner.PostAsync<TaskResponse>($"hubs/{hubId}/removals", new RemoveMembersRequest([.. pair.Select(member => member.Id)], Scope: "app", Reason: "A case of the fuzz"), cancel);
            await owner.FollowAsync(task.Id, Patience, cancel);
        }
    }

    private async Task<bool> IsAtWorkAsync(CancellationToken cancel)
    {
        foreach (var status in new[] { "Pending", "InProgress" })
            if ((await owner.ListAsync<TaskResponse>($"tasks?status={status}", cancel)).Count > 0)
                return true;
        return false;
    }
}
