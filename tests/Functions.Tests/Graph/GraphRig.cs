using System.Net;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.GroupEvents;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Graph;

/// <summary>The app with an engine, connected to a simulated tenant of its own by the genuine SDK.</summary>
internal sealed class GraphRig : IAsyncDisposable
{
    public const string MappedHub = "hub-of-groups";

    private GraphRig(TestApp app, InProcessEngine engine, GraphWorld world, StorageFaults faults)
    {
        App = app;
        Engine = engine;
        World = world;
        Faults = faults;
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public TestApp App { get; }

    public InProcessEngine Engine { get; }

    public GraphWorld World { get; }

    public StorageFaults Faults { get; }

    public GraphOptions Options => App.Get<IOptions<GraphOptions>>().Value;

    public string Webhook => Options.Webhook;

    public WorkspaceUsersTable Users => App.Get<WorkspaceUsersTable>();

    /// <summary>Starts the app; with notifications it names its own address to Graph.</summary>
    public static async Task<GraphRig> StartAsync(AzuriteServer azurite, GraphSite site, JsonObject recipe, bool notifications = false)
    {
        var world = await site.NewWorldAsync(recipe);
        var engine = await InProcessEngine.StartAsync();
        var faults = new StorageFaults();
        var app = await TestApp.StartAsync(azurite, services => services.AddSingleton(engine.Client).AddSingleton(provider => faults.Tables(provider)), settings =>
        {
            settings["Graph:TenantId"] = world.TenantId;
            settings["Graph:BaseUrl"] = world.BaseUrl;
            settings["Graph:ClientId"] = world.ClientId;
            settings["Graph:ClientSecret"] = world.ClientSecret;
            settings["Graph:NotificationPatience"] = "00:00:00";
        });
        engine.Serve(app.Services);
        var rig = new GraphRig(app, engine, world, faults);
        // The port is known only once the app listens.
        if (notifications) rig.Options.NotificationUrl = app.Owner.Address.GetLeftPart(UriPartial.Authority);
        return rig;
    }

    /// <summary>A recipe of people by name and groups by members.</summary>
    public static JsonObject Recipe(IEnumerable<JsonObject> people, params (string Name, string[] Members)[] groups) => new()
    {
        ["people"] = new JsonArray([.. people]),
        ["groups"] = new JsonArray([.. groups.Select(group => (JsonNode)new JsonObject
        {
            ["displayName"] = group.Name,
            ["members"] = new JsonArray([.. group.Members.Select(member => (JsonNode)member)]),
        })]),
    };

    public static JsonObject Person(string name, string address) => new() { ["displayName"] = name, ["userPrincipalName"] = address, ["mail"] = address };

    public static JsonObject[] Persons(params string[] names) => [.. names.Select(name => Person(name, $"{name.ToLowerInvariant()}@corp.test"))];

    /// <summary>Asks for a sync and waits until it has ended, or asks a person.</summary>
    public async Task<AutomatedTask> SyncAsync()
    {
        var task = (await App.Owner.PostAsync("directory/sync", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        return await UntilAsync(task.Id, row => row.IsEnded || row.IsWaiting);
    }

    /// <summary>Waits until a task's row is as wanted; fails the test where that takes a minute.</summary>
    public async Task<AutomatedTask> UntilAsync(string taskId, Func<AutomatedTask, bool> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(InProcessEngine.Patience);
        while (true)
        {
            var row = await App.Get<TasksTable>().FindAsync(taskId, Cancel) ?? throw new InvalidOperationException($"No task {taskId}.");
            if (wanted(row)) return row;
            await Task.Delay(TimeSpan.FromMilliseconds(30), limit.Token);
        }
    }

    /// <summary>Waits until the last sync that somebody started has ended.</summary>
    public async Task SyncedAsync() =>
        await UntilAsync($"directory-sync-{(await App.Get<DirectoryStateTable>().ReadPointerAsync(Cancel)).Runs}", row => row.IsEnded);

    /// <summary>The time of a pause that Graph asked for is over.</summary>
    public Task EndPauseAsync() => App.Get<TableServiceClient>().GetTableClient(DirectoryStateTable.Name).DeleteEntityAsync("pause", "pause", cancellationToken: Cancel);

    /// <summary>One round of the timer that works off notifications.</summary>
    public Task WorkAsync() => ActivatorUtilities.CreateInstance<WorkGraphNotifications>(App.Services).Run(new TimerInfo(), Engine.Client, Cancel);

    /// <summary>Waits for what Graph sends, then works it off.</summary>
    public async Task HearAsync()
    {
        await World.SettleAsync(Cancel);
        await WorkAsync();
    }

    /// <summary>One round of the timer that looks by itself.</summary>
    public Task ReconcileAsync() => ActivatorUtilities.CreateInstance<ReconcileDirectory>(App.Services).Run(new TimerInfo(), Engine.Client, Cancel);

    /// <summary>Maps a hub to a group and reads it once.</summary>
    public async Task<string> MapAsync(string group, string hub = MappedHub)
    {
        var id = await World.GroupIdAsync(group, Cancel);
        await App.Get<GroupMappingsTable>().TryPutAsync(new HubAssignment(hub, id, AppRole.Member, HubRole.Collaborator, null, DateTimeOffset.UtcNow, new TeamAuthor("t", "Test")) { Stamp = "1", IsTold = true }, before: null, Cancel);
        await App.Get<GroupReads>().RefreshAsync(id, new GroupCause("mapped", null, DateTimeOffset.UtcNow), Engine.Client, Cancel);
        return id;
    }

    public async Task<IdpGroup> GroupAsync(string id) => await App.Get<GroupsTable>().FindAsync(id, Cancel) ?? throw new InvalidOperationException($"No group {id}.");

    /// <summary>The addresses of a group's people, as far as they are known, in order.</summary>
    public async Task<IReadOnlyList<string>> MembersAsync(string id)
    {
        var people = (await Users.ReadAllAsync(Cancel)).ToDictionary(person => person.Id, person => person.Email, StringComparer.Ordinal);
        return [.. (await GroupAsync(id)).MemberIds.Select(member => people.GetValueOrDefault(member, member)).Order(StringComparer.Ordinal)];
    }

    public async Task<DirectoryPerson> PersonAsync(string address) => (await Users.ReadAllAsync(Cancel)).Single(person => person.Email == address);

    /// <summary>Events without a hub, oldest first.</summary>
    public async Task<IReadOnlyList<Functions.Activity.ActivityEntry>> EventsAsync(string what) =>
        [.. (await App.Get<ActivityTable>().ReadAsync(new Functions.Activity.ActivityFilter(null), Cancel).ToListAsync(Cancel)).Select(entry => entry.Entry).Where(entry => entry.Event == what).Reverse()];

    public async Task<IReadOnlyDictionary<string, TaskItem>> ItemsAsync(string taskId) => await App.Get<TaskItemsTable>().LoadAsync(taskId, Cancel);

    /// <summary>How often a route of Graph was called.</summary>
    public async Task<int> CallsAsync(string route) => (await World.RequestCountsAsync(Cancel)).GetValueOrDefault(route);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Engine.DisposeAsync();
    }
}
