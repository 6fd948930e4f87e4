using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Running;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.EndToEnd.Tests.Parts;

/// <summary>The app with storage, secrets and a site of its own, as one company would have it.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    public const string Password = "Correct-Horse-7193-Kestrel";
    public const string TotpSecret = "KRUGS4ZANFZSAYJA";
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private Deployment(FunctionsServer app, SimulatedWorld world, string storage, string folder, Surroundings surroundings)
    {
        (App, World, Storage, Folder, Surroundings) = (app, world, storage, folder, surroundings);
        Owner = surroundings.Owner(app);
    }

    public FunctionsServer App { get; }

    public SimulatedWorld World { get; }

    /// <summary>What other people do on the site meanwhile.</summary>
    public Site Site => new(World);

    public string Storage { get; }

    public SeatkeeperClient Owner { get; private set; }

    public TableServiceClient Tables => new(Storage);

    /// <summary>Log, secrets and keys of this app.</summary>
    public string Folder { get; }

    public string TraceFile => Path.Combine(Folder, "traces.jsonl");

    /// <summary>Where its secrets are, and how its callers prove who they are.</summary>
    public Surroundings Surroundings { get; }

    /// <summary>Starts it on a world of the given data set.</summary>
    /// <param name="parts">What all tests share.</param>
    /// <param name="set">The simulator's data set.</param>
    /// <param name="recipe">Further fields of the world's recipe.</param>
    /// <param name="settings">Further settings of the app.</param>
    /// <param name="storage">The storage account; null for a new one.</param>
    /// <param name="writesTraces">Whether its spans are written to <see cref="TraceFile"/>.</param>
    /// <param name="port">Where it listens; 0 for a free port, which only its settings cannot name.</param>
    /// <param name="azure">Whether with a key vault and access tokens; null as the run is asked for.</param>
    public static async Task<Deployment> StartAsync(
        LocalParts parts, string set, JsonObject? recipe = null, IReadOnlyDictionary<string, string?>? settings = null, string? storage = null, bool writesTraces = false, int port = 0, bool? azure = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var own = Repository.NewRunFolder("app");
        var world = await parts.Simulator.NewWorldAsync(Recipe(set, recipe), cancellation);
        var account = storage ?? parts.Azurite.NewAccount();
        var surroundings = await Surroundings.StartAsync(own, azure);
        var app = await FunctionsServer.StartAsync(
            new FunctionsSettings
            {
                Storage = account,
                HubName = "EndToEnd",
                Folder = own,
                OwnerKey = OwnerKey.Ensure(Path.Combine(own, "owner.key")),
                Browser = parts.Browser,
                World = world,
                Port = port,
                WritesTraces = writesTraces,
                Also = Settings(surroundings.Settings, settings),
            },
            cancellation);
        return new Deployment(app, world, account, own, surroundings);
    }

    /// <summary>Saves the world's automation account.</summary>
    public Task<AccountResponse> SaveAccountAsync(string password = Password) =>
        Owner.SaveAccountAsync(
            new SaveAccountRequest("ahrefs", "Automation", SimulatedAccount.Email, password, TotpSecret, "automation"), TestContext.Current.CancellationToken);

    /// <summary>A caller with a key or token of their own: a person of the directory with that workspace role.</summary>
    public Task<SeatkeeperClient> CallerAsync(string email, string role) => Surroundings.CallerAsync(App, Owner, email, role);

    /// <summary>Starts a connection with the world's automation account.</summary>
    public async Task<TaskResponse> StartConnectingAsync(string identifier = "ContosoSeo", string? workspace = null)
    {
        var account = await SaveAccountAsync();
        return await Owner.ConnectHubAsync(Connection(identifier, account.Id, workspace), TestContext.Current.CancellationToken);
    }

    /// <summary>Connects a hub and waits for its first check; fails unless both came to a good end.</summary>
    public async Task<HubResponse> ConnectAsync(string identifier = "ContosoSeo", string? workspace = null)
    {
        var task = await StartConnectingAsync(identifier, workspace);
        return await FinishConnectingAsync(task);
    }

    /// <summary>Waits for a connection and its first check; fails unless both came to a good end.</summary>
    public async Task<HubResponse> FinishConnectingAsync(TaskResponse task)
    {
        var cancellation = TestContext.Current.CancellationToken;
        AssertCompleted(await Owner.FollowAsync(task.Id, Patience, cancellation));
        var hub = task.HubId ?? throw new InvalidOperationException("The task names no hub.");
        AssertCompleted(await Owner.FollowAsync((await Owner.WaitForFirstCheckAsync(hub, Patience, cancellation)).Id, Patience, cancellation));
        return await Owner.GetHubAsync(hub, cancellation);
    }

    /// <summary>How many blobs of a kind the checks have written: <c>snapshot</c>, <c>plan</c>, <c>report</c>.</summary>
    public async Task<int> CountBlobsAsync(string kind)
    {
        var container = new BlobContainerClient(Storage, "checks");
        return await container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix: null, TestContext.Current.CancellationToken)
            .CountAsync(blob => blob.Name.Contains($"/{kind}/", StringComparison.Ordinal), TestContext.Current.CancellationToken);
    }

    /// <summary>How many rows the table of members has, whatever hub and kind they are of.</summary>
    public async Task<int> CountMemberRowsAsync(int atMost = int.MaxValue) =>
        await Tables.GetTableClient("Members").QueryAsync<TableEntity>(select: ["RowKey"], cancellationToken: TestContext.Current.CancellationToken)
            .Take(atMost).CountAsync(TestContext.Current.CancellationToken);

    /// <summary>Runs a check to its end, or to where it waits for a person.</summary>
    public async Task<TaskResponse> CheckAsync(string hub)
    {
        var task = await Owner.CheckForUpdatesAsync(hub, TestContext.Current.CancellationToken);
        return await Owner.FollowAsync(task.Id, Patience, TestContext.Current.CancellationToken);
    }

    public static void AssertCompleted(TaskResponse task) =>
        Assert.True(task.Status == AutomatedTaskStatus.Completed, $"{task.Type} {task.Id} is {task.Status}: {task.Failure?.Kind} {task.Failure?.Sentence} {task.Failure?.Detail} {task.Progress}");

    public static ConnectHubRequest Connection(string identifier, string account, string? workspace = null) =>
        new("ahrefs", "Contoso SEO", identifier, "usernamePassword", account, workspace);

    /// <summary>Ends host and worker at once and starts them again on the same data.</summary>
    public async Task KillAndRestartAsync()
    {
        await App.KillAsync();
        await RestartAsync();
    }

    /// <summary>Starts again on the same data.</summary>
    public async Task RestartAsync()
    {
        await App.RestartAsync(TestContext.Current.CancellationToken);
        Owner.Dispose();
        Owner = Surroundings.Owner(App);
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.TestOutputHelper?.WriteLine(App.Process.Output.Tail(60));
        Owner.Dispose();
        await App.DisposeAsync();
        await Surroundings.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static JsonObject Recipe(string set, JsonObject? more)
    {
        var recipe = new JsonObject
        {
            ["set"] = set,
            ["options"] = new JsonObject { ["turnstileMs"] = 50 },
            ["account"] = new JsonObject { ["email"] = SimulatedAccount.Email, ["password"] = Password, ["totpSecret"] = TotpSecret },
        };
        foreach (var (name, value) in more ?? [])
            recipe[name] = value?.DeepClone();
        return recipe;
    }

    private static Dictionary<string, string?> Settings(IReadOnlyDictionary<string, string?> surroundings, IReadOnlyDictionary<string, string?>? more)
    {
        var settings = new Dictionary<string, string?>(QuickSettings.All);
        foreach (var (name, value) in surroundings.Concat(more ?? new Dictionary<string, string?>()))
            settings[name] = value;
        return settings;
    }
}
