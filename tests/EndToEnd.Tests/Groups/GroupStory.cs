using System.Globalization;
using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.EndToEnd.Tests.Article;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Groups;

/// <summary>A hub whose seats follow groups of a simulated Entra tenant.</summary>
internal sealed class GroupStory(Deployment deployment, GraphWorld tenant, HubStory hub)
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(200);
    private readonly Dictionary<string, string> ids = new(StringComparer.Ordinal);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Deployment Deployment => deployment;

    public GraphWorld Tenant => tenant;

    public HubStory Hub => hub;

    public StepTimes Times { get; } = new();

    private string HubId => hub.Hub["hubs/".Length..];

    /// <summary>Starts an app that is connected to the tenant; Graph reaches it by its address.</summary>
    public static Task<Deployment> StartAsync(LocalParts parts, GraphWorld tenant)
    {
        var port = FreePorts.Next();
        var settings = new Dictionary<string, string?>(tenant.AppSettings($"http://127.0.0.1:{port}"))
        {
            ["GraphNotificationSchedule"] = "* * * * * *",
            // Nothing is looked for: what happens comes of notifications.
            ["GraphReconcileSchedule"] = "0 0 0 1 1 *",
            ["GroupReadSchedule"] = "* * * * * *",
            ["StepRetries__ShortestWait"] = "00:00:00.300",
        };
        // What takes days elsewhere happens within a minute here, and comes to more pages than a minute usually has.
        var recipe = new JsonObject { ["overrides"] = new JsonObject { ["seatsPaid"] = 30 }, ["options"] = new JsonObject { ["turnstileMs"] = 50, ["budget"] = null } };
        return Deployment.StartAsync(parts, "small", recipe, settings, port: port);
    }

    /// <summary>Everybody of the tenant is read, and a hub is connected.</summary>
    public static async Task<GroupStory> BeginAsync(Deployment deployment, GraphWorld tenant)
    {
        var sync = await deployment.Owner.PostAsync<TaskResponse>("directory/sync", body: null, Cancellation);
        Deployment.AssertCompleted(await deployment.Owner.FollowAsync(sync.Id, Deployment.Patience, Cancellation));
        return new GroupStory(deployment, tenant, await HubStory.ConnectAsync(deployment, deployment.Owner));
    }

    /// <summary>Finds a group by its name at Entra, and maps it to the hub.</summary>
    public async Task MapAsync(string name, string role)
    {
        var found = await deployment.Owner.ListAsync<GroupResponse>($"directory/groups?search={Uri.EscapeDataString(name)}", Cancellation);
        var group = Assert.Single(found, group => group.Name == name);
        Assert.Equal(("Graph", await tenant.GroupIdAsync(name, Cancellation)), (group.Origin, group.GroupId));
        await hub.DoneAsync(HttpMethod.Put, $"{hub.Hub}/groups/{group.GroupId}", new GiveHubRequest(role));
    }

    /// <summary>Somebody comes into the tenant, and is known here.</summary>
    public async Task AddAsync(JsonObject person)
    {
        await tenant.AddUserAsync(person, Cancellation);
        await UntilAsync($"{person["mail"]} in the directory", async () => (await deployment.Owner.ListUsersAsync(Cancellation)).FirstOrDefault(user => user.Email == person["mail"]?.ToString()));
        await UntilAsync("the end of the sync", async () => (await deployment.Owner.ListAsync<TaskResponse>("tasks", Cancellation)).All(task => task.Type != AutomatedTaskType.SyncDirectory || task.IsOver) ? "" : null);
    }

    /// <summary>Graph notifies of groups and of people from now on.</summary>
    public Task ListenAsync() => UntilAsync("two subscriptions", async () => (await tenant.SubscriptionsAsync(Cancellation)).Count == 2 ? "" : null);

    public async Task ChangeAsync(string group, IEnumerable<string> add, IEnumerable<string> remove)
    {
        await tenant.ChangeMembersAsync(group, add, remove, Cancellation);
        await tenant.SettleAsync(Cancellation);
    }

    public Task SetAsync(object settings) => deployment.Owner.SendAsync<HubResponse>(HttpMethod.Patch, hub.Hub, settings, Cancellation);

    /// <summary>The last entry of the activity of a kind about somebody; waits for it.</summary>
    public Task<ActivityResponse> ToldAsync(string email, string what) => UntilAsync($"{what} {email}", async () =>
        (await deployment.Owner.ListActivityAsync(HubId, Cancellation)).Where(entry => entry.Event == what && entry.Target == email).MaxBy(entry => entry.Sequence));

    /// <summary>Somebody's item in a task of a type that groups started, once it is done: the list was read again by then.</summary>
    public Task<TaskItemResponse> DoneAsync(AutomatedTaskType type, string email) => UntilAsync($"{type} {email}", async () =>
    {
        foreach (var task in (await deployment.Owner.ListTasksAsync(HubId, Cancellation)).Where(task => task.Type == type))
        {
            if ((await deployment.Owner.ListAsync<TaskItemResponse>($"tasks/{task.Id}/items", Cancellation)).FirstOrDefault(item => item.Target == email && item.Status != "Pending") is { } item)
                return item.Status == "Completed" ? item : throw new InvalidOperationException($"{type} of {email} is {item.Status}: {item.Failure}");
        }

        return null;
    });

    /// <summary>The hub's only task of a type that waits for a person.</summary>
    public async Task<TaskResponse> WaitingAsync(AutomatedTaskType type)
    {
        var waiting = await UntilAsync($"a {type} that waits", async () => (await deployment.Owner.ListTasksAsync(HubId, Cancellation)).SingleOrDefault(task => task.Type == type && task.WaitsForPerson));
        return await deployment.Owner.GetTaskAsync(waiting.Id, Cancellation);
    }

    /// <summary>Somebody's line among the leavers of the report; waits for it.</summary>
    public Task<ReportEntry> LeaverAsync(string email) => UntilAsync($"the leaver {email}", async () =>
        (await deployment.Owner.LatestReportAsync(HubId, Cancellation)).Leavers.SingleOrDefault(entry => entry.Email == email));

    /// <summary>Whoever was invited accepts, and a check finds their seats.</summary>
    public async Task AcceptAsync(IEnumerable<string> people)
    {
        foreach (var email in people)
            await deployment.Site.AcceptAsync(email);
        await hub.CheckAsync();
        foreach (var member in (await deployment.Owner.ListMembersAsync(HubId, Cancellation)).Where(member => member.Presence == Presence.Confirmed))
            ids[member.Email ?? ""] = member.Id;
    }

    /// <summary>Why somebody has, or lost, the seat that the check found.</summary>
    public Task<ExplanationResponse> ExplainAsync(string email) => deployment.Owner.GetAsync<ExplanationResponse>($"{hub.Hub}/members/{ids[email]}/explain", Cancellation);

    /// <summary>Of each effect on the site, how often it happened to somebody.</summary>
    public async Task<IReadOnlyList<string>> EffectsOfAsync(string email) =>
        [.. (await deployment.Site.EffectsAsync()).Where(effect => effect.EndsWith($" {email}", StringComparison.Ordinal)).Select(effect => effect.Split(' ')[0])];

    /// <summary>Somebody's role as the site itself has it.</summary>
    public async Task<string> RoleAsync(string email) => (await Truth.OfAsync(deployment.World)).Single(person => person.Email == email).Role;

    /// <summary>When the last notification about a group or a person was sent.</summary>
    public async Task<DateTimeOffset> NotifiedAsync(string subject)
    {
        var sent = (await tenant.JournalAsync("notification", Cancellation)).Select(entry => entry["detail"]).Last(detail => detail?["subjects"]?.AsArray().Any(one => one?.ToString() == subject) == true);
        return DateTimeOffset.Parse(sent?["sentAt"]?.ToString() ?? "", CultureInfo.InvariantCulture);
    }

    /// <summary>How often a group was read to its end.</summary>
    public async Task<int> ReadsAsync(string group) => (await tenant.JournalAsync("request", Cancellation)).Count(entry =>
        entry["name"]?.ToString() == "GET /groups/{id}/transitiveMembers" && entry["target"]?.ToString() == group);

    /// <summary>Everything that was begun has ended.</summary>
    public async Task EndAsync() => await UntilAsync("the end of all tasks", async () => (await deployment.Owner.ListTasksAsync(HubId, Cancellation)).All(task => task.IsOver) ? "" : null);

    private async Task<T> UntilAsync<T>(string what, Func<Task<T?>> look) where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Deployment.Patience);
        while (true)
        {
            if (await look() is { } found)
                return found;
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"No {what}. The hub's tasks: {string.Join('\n', await deployment.Owner.ListTasksAsync(HubId, CancellationToken.None))}");
            await Task.Delay(pause, Cancellation);
        }
    }
}
