using System.Diagnostics;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Running;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Benchmarks.Sync;

/// <summary>One connected hub with everything of its own: storage, world, app.</summary>
internal sealed class BenchHub : IAsyncDisposable
{
    private const string Email = "svc-hub@corp.test";
    private const string Password = "pw-canary-42";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private readonly RunFolder folder;
    private readonly AzuriteServer azurite;
    private readonly FunctionsServer app;
    private readonly SeatkeeperClient client;
    private readonly string storage;
    private string hubId = "";

    private BenchHub(int size, RunFolder folder, AzuriteServer azurite, string storage, FunctionsServer app, SimulatedWorld world)
    {
        Size = size;
        this.folder = folder;
        World = world;
        this.azurite = azurite;
        this.storage = storage;
        this.app = app;
        client = app.OwnerClient();
    }

    /// <summary>Confirmed members.</summary>
    public int Size { get; }

    public SimulatedWorld World { get; }

    public TableServiceClient Tables => new(storage);

    /// <summary>Connects a hub whose people are imported.</summary>
    public static Task<BenchHub> ConnectAsync(int size, SimulatorServer simulator, string browser, CancellationToken cancel) =>
        ConnectAsync(size, simulator, browser, _ => Task.FromResult<GraphWorld?>(null), cancel);

    /// <summary>Connects a hub whose people are read from a tenant.</summary>
    public static async Task<BenchHub> ConnectAsync(int size, SimulatorServer simulator, string browser, Func<SimulatedWorld, Task<GraphWorld?>> tenantOf, CancellationToken cancel)
    {
        var recipe = new JsonObject
        {
            ["set"] = $"people{size}",
            ["overrides"] = new JsonObject { ["listMode"] = "full" },
            ["account"] = new JsonObject { ["email"] = Email, ["password"] = Password, ["totpSecret"] = null, ["methods"] = new JsonArray() },
        };
        var world = await simulator.NewWorldAsync(recipe, cancel);
        var data = new RunFolder($"bench-sync{size}");
        var server = await AzuriteServer.StartOnAsync(Path.Combine(data.Path, "azurite"));
        var account = server.NewAccount();
        var (tenant, port) = (await tenantOf(world), FreePorts.Next());
        var settings = new FunctionsSettings
        {
            Storage = account,
            HubName = "SeatkeeperBench",
            Folder = data.Path,
            OwnerKey = OwnerKey.Ensure(Path.Combine(data.Path, "owner.key")),
            Browser = browser,
            World = world,
            Port = port,
            Also = tenant is null ? new Dictionary<string, string?>() : new Dictionary<string, string?>(tenant.AppSettings($"http://127.0.0.1:{port}")) { ["GraphNotificationSchedule"] = "* * * * * *", ["GraphReconcileSchedule"] = "0 0 0 1 1 *" },
        };
        var started = await FunctionsServer.StartAsync(settings, cancel);
        var hub = new BenchHub(size, data, server, account, started, world);
        await hub.ConnectAsync(isRead: tenant is not null, cancel);
        return hub;
    }

    /// <summary>A whole check, from the call to the end of its task.</summary>
    public async Task<TimeSpan> CheckAsync(CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var task = await client.CheckForUpdatesAsync(hubId, cancel);
        await FollowAsync(task.Id, cancel);
        return watch.Elapsed;
    }

    /// <summary>Deletes the hub's member rows, Collaborators and last snapshots, so that the next check finds everybody new.</summary>
    public async Task ForgetMembersAsync(CancellationToken cancel)
    {
        var table = Tables.GetTableClient("Members");
        foreach (var batch in (await MemberRowsAsync(cancel)).Chunk(100))
            await table.SubmitTransactionAsync(batch.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row)), cancel);
        await ForgetCollaboratorsAsync(cancel);
        var blobs = new BlobServiceClient(storage).GetBlobContainerClient("checks");
        await foreach (var blob in blobs.GetBlobsAsync(Azure.Storage.Blobs.Models.BlobTraits.None, Azure.Storage.Blobs.Models.BlobStates.None, $"{hubId}/snapshot/", cancel))
            await blobs.DeleteBlobAsync(blob.Name, cancellationToken: cancel);
    }

    /// <summary>The rows that a check writes about the hub's members.</summary>
    public async Task<IReadOnlyList<TableEntity>> MemberRowsAsync(CancellationToken cancel)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in Tables.GetTableClient("Members").QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {hubId}"), cancellationToken: cancel))
            rows.Add(row);
        return rows;
    }

    /// <summary>Sends a call of the hub that starts a task, and waits for the task's end.</summary>
    public async Task RunAsync(HttpMethod method, string path, object? body, CancellationToken cancel) =>
        await FollowAsync((await client.SendAsync<TaskResponse>(method, $"hubs/{hubId}/{path}", body, cancel)).Id, cancel);

    public Uri Address => app.Address;

    public string Storage => storage;

    /// <summary>All tasks of the hub that are on record.</summary>
    public Task<IReadOnlyList<TaskResponse>> ListTasksAsync(CancellationToken cancel) => client.ListTasksAsync(hubId, cancel);

    public Task<IReadOnlyList<T>> ListAsync<T>(string path, CancellationToken cancel) => client.ListAsync<T>($"hubs/{hubId}/{path}", cancel);

    /// <summary>Whether all of the hub's last tasks have ended.</summary>
    public async Task<bool> IsQuietAsync(CancellationToken cancel) => (await client.ListTasksAsync(hubId, cancel)).All(task => task.IsOver);

    public double? WorkerMb() => WorkerMemory.Now(app.Process.Id)?.WorkerMb;

    public double? WorkerPeakMb() => WorkerMemory.PeakMb(app.Process.Id);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
        await azurite.DisposeAsync();
        folder.Dispose();
    }

    private async Task ConnectAsync(bool isRead, CancellationToken cancel)
    {
        const int atOnce = 2_000;
        if (isRead)
            await FollowAsync((await client.PostAsync<TaskResponse>("directory/sync", body: null, cancel)).Id, cancel);
        foreach (var part in isRead ? [] : PeopleDirectory.For(await World.StateAsync(cancel), Email).Chunk(atOnce))
            await client.ImportUsersAsync(part, cancel);
        var account = await client.SaveAccountAsync(new SaveAccountRequest("ahrefs", "Bench", Email, Password, TotpSecret: null, "automation"), cancel);
        var task = await client.ConnectHubAsync(new ConnectHubRequest("ahrefs", "Bench", $"Bench{Size}", "usernamePassword", account.Id, Workspace: null), cancel);
        await FollowAsync(task.Id, cancel);
        hubId = task.HubId ?? "";
        var check = (await client.ListTasksAsync(hubId, cancel)).FirstOrDefault(found => found.Type == AutomatedTaskType.CheckForUpdates);
        if (check is not null)
            await FollowAsync(check.Id, cancel);
    }

    private async Task ForgetCollaboratorsAsync(CancellationToken cancel)
    {
        var table = Tables.GetTableClient("HubPeople");
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey ge {"of|"} and PartitionKey lt {"of}"} and RowKey eq {hubId}"), cancellationToken: cancel))
        {
            row.Remove("Collaborators");
            await (row.ContainsKey("Owners") ? table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancel) : table.DeleteEntityAsync(row, row.ETag, cancel));
        }
    }

    private async Task FollowAsync(string taskId, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        TaskResponse task;
        do
        {
            await Task.Delay(Poll, cancel);
            task = await client.GetTaskAsync(taskId, cancel);
        }
        while (!task.IsOver && !task.WaitsForPerson && watch.Elapsed < Limit);

        if (task.Status != AutomatedTaskStatus.Completed)
            throw new StepFailedException($"{task.Type} is {task.Status}: {task.Failure?.Sentence} {task.Failure?.Detail}", "A figure of a run that failed says nothing: mend it, then measure again.");
    }
}
