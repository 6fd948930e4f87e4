using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Running;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Benchmarks.Groups;

/// <summary>A hub of the soak.</summary>
/// <param name="Id">Its id.</param>
/// <param name="WorkspaceId">Its workspace at the site.</param>
/// <param name="Ordinary">Members whom nobody manages.</param>
internal sealed record GroupsHub(string Id, string WorkspaceId, IReadOnlyList<string> Ordinary);

/// <summary>The whole app with a tenant and a site of its own, and three hubs.</summary>
internal sealed class GroupsApp : IAsyncDisposable
{
    private const int Workspaces = 3;
    private const string Owner = "olivia.owner@corp.test";
    private static readonly string[] StandingAdmins = ["seo.60@corp.test", "content.60@corp.test", "ads.60@corp.test"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    // How a report says that somebody is not removed by the app itself.
    private const string NeedsWord = "only a person can confirm it";
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private readonly RunFolder folder;
    private readonly FunctionsServer server;
    private readonly SemaphoreSlim gate = new(1);
    private SeatkeeperClient client;

    private GroupsApp(RunFolder folder, FunctionsServer server, SimulatedWorld site, GraphWorld tenant)
    {
        (this.folder, this.server, Site, Tenant) = (folder, server, site, tenant);
        client = server.OwnerClient();
    }

    public SimulatedWorld Site { get; }

    public GraphWorld Tenant { get; }

    public IReadOnlyList<GroupsHub> Hubs { get; private set; } = [];

    /// <summary>Whom a person let go.</summary>
    public ApprovedLosses Approved { get; } = new();

    public int Approvals { get; private set; }

    /// <summary>How many leavers a person confirmed of whom the app said that it does not remove them by itself.</summary>
    public int Confirmations { get; private set; }

    public static async Task<GroupsApp> StartAsync(SoakParts parts, GraphSimulatorServer graph, int seed, CancellationToken cancel)
    {
        var site = await parts.Simulator.NewWorldAsync(new JsonObject { ["set"] = "threeTeams", ["seed"] = seed, ["options"] = new JsonObject { ["turnstileMs"] = 50, ["budget"] = null } }, cancel);
        var tenant = await graph.NewWorldAsync(new JsonObject { ["seed"] = seed }, cancel);
        var own = new RunFolder("soak-groups");
        var port = FreePorts.Next();
        var started = await FunctionsServer.StartAsync(
            new FunctionsSettings
            {
                Storage = await parts.NewAccountAsync(cancel),
                HubName = "SoakGroups",
                Folder = own.Path,
                OwnerKey = OwnerKey.Ensure(Path.Combine(own.Path, "owner.key")),
                Browser = parts.Browser,
                World = site,
                Port = port,
                Also = QuickSettings.All.Concat(Settings).Concat(tenant.AppSettings($"http://127.0.0.1:{port}")).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
            },
            cancel);
        var app = new GroupsApp(own, started, site, tenant);
        await app.ConnectAsync(cancel);
        return app;
    }

    /// <summary>Ends host and worker at once, as a machine that loses power, and starts them again on the same data.</summary>
    public async Task KillAndRestartAsync(CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            await server.KillAsync();
            await server.RestartAsync(cancel);
            Interlocked.Exchange(ref client, server.OwnerClient()).Dispose();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Calls the app as its Owner; while it is down, or Entra does not answer, the call is repeated.</summary>
    public async Task<T> CallAsync<T>(Func<SeatkeeperClient, Task<T>> call, CancellationToken cancel)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(Poll, cancel))
        {
            try
            {
                return await call(client);
            }
            catch (Exception down) when (watch.Elapsed < Patience && IsDown(down, cancel))
            {
                // It comes back on the same data.
            }
        }
    }

    /// <summary>Everything that is under way or waits for a person.</summary>
    public async Task<IReadOnlyList<TaskResponse>> OpenAsync(CancellationToken cancel)
    {
        var open = new List<TaskResponse>();
        foreach (var status in new[] { AutomatedTaskStatus.Pending, AutomatedTaskStatus.InProgress, AutomatedTaskStatus.WaitingForApproval, AutomatedTaskStatus.WaitingForInput })
            open.AddRange(await CallAsync(now => now.ListAsync<TaskResponse>($"tasks?status={status}", cancel), cancel));
        return open;
    }

    /// <summary>Which task holds each hub, for whoever looks why nothing goes on.</summary>
    public async Task<IReadOnlyList<string>> HoldersAsync(CancellationToken cancel)
    {
        var holders = new List<string>();
        foreach (var hub in Hubs)
        {
            var now = await CallAsync(client => client.GetAsync<HubResponse>($"hubs/{hub.Id}", cancel), cancel);
            var task = now.ActiveTaskId is { } active ? await CallAsync(client => client.GetTaskAsync(active, cancel), cancel) : null;
            holders.Add($"{now.Workspace?.Name ?? now.Id} is {now.State} and held by {(task is null ? now.ActiveTaskId ?? "nobody" : $"{task.Type} {task.Id}, {task.Status} since {task.UpdatedAt:HH:mm:ss}: {task.Progress}")}");
        }

        return holders;
    }

    /// <summary>A person looks at whatever waits for approval, and approves it.</summary>
    public async Task ApproveAsync(IEnumerable<TaskResponse> open, CancellationToken cancel)
    {
        foreach (var task in open.Where(task => task.Status == AutomatedTaskStatus.WaitingForApproval))
        {
            // The list does not show what is asked.
            if (await CallAsync(now => now.GetTaskAsync(task.Id, cancel), cancel) is not { Approval: { } asked })
                continue;
            var at = TimeProvider.System.GetUtcNow();
            try
            {
                await CallAsync(now => now.ApproveAsync(task.Id, asked.PlanDigest, cancel), cancel);
                Approved.Add(task.Id, task.HubId ?? "", asked.WouldGo.Select(entry => entry.Email ?? ""), at);
                Approvals++;
            }
            catch (ApiProblemException late) when (late.Status == HttpStatusCode.Conflict)
            {
                // It was planned anew, or has ended: the next look shows that.
            }
        }
    }

    /// <summary>
    /// A person looks at whoever left the groups of a hub and still has a seat, and confirms whom they know to have left, of those of whom the
    /// app says that nobody else can: everybody else it has to remove by itself.
    /// </summary>
    public async Task ConfirmAsync(Func<int, string, bool> hasLeft, CancellationToken cancel)
    {
        for (var hub = 0; hub < Hubs.Count; hub++)
        {
            var id = Hubs[hub].Id;
            try
            {
                var report = await CallAsync(now => now.LatestReportAsync(id, cancel), cancel);
                var left = report.Leavers.Where(entry => entry is { Kind: "GroupLeaver", Email: not null } && entry.Sentence.Contains(NeedsWord, StringComparison.Ordinal) && hasLeft(hub, entry.Email)).Select(entry => entry.MemberId).OfType<string>().ToList();
                if (left.Count == 0)
                    continue;
                await CallAsync(now => now.SendAsync<TaskResponse>(HttpMethod.Post, $"hubs/{id}/leavers/apply", new ApplyLeaversRequest(left), cancel), cancel);
                Confirmations += left.Count;
            }
            catch (ApiProblemException late) when (late.Status is HttpStatusCode.Conflict or HttpStatusCode.BadRequest or HttpStatusCode.NotFound)
            {
                // They are leavers no more, or something is under way: the next look shows that.
            }
        }
    }

    /// <summary>Whoever of these people has an open invitation accepts it.</summary>
    public async Task<int> AcceptAsync(IReadOnlyCollection<string> people, CancellationToken cancel)
    {
        var invited = SiteSeats.Of(await Site.StateAsync(cancel)).Where(seat => seat.IsPending && people.Contains(seat.Email, StringComparer.Ordinal)).ToList();
        foreach (var seat in invited)
            await Site.SendAsync(HttpMethod.Post, "/_sim/people/act", new JsonObject { ["actor"] = seat.Email, ["action"] = "acceptInvitation", ["target"] = seat.Email, ["workspaceId"] = seat.WorkspaceId }, cancel);
        return invited.Count;
    }

    /// <summary>Asks every hub for a check; one that is being changed ends with a read itself.</summary>
    public async Task CheckAsync(CancellationToken cancel)
    {
        foreach (var hub in Hubs)
        {
            try
            {
                await CallAsync(now => now.CheckForUpdatesAsync(hub.Id, cancel), cancel);
            }
            catch (ApiProblemException busy) when (busy.Status == HttpStatusCode.Conflict)
            {
                // Looked at again by the caller.
            }
        }
    }

    /// <summary>People of the tenant are read, now.</summary>
    public async Task SyncAsync(CancellationToken cancel)
    {
        var task = await CallAsync(now => now.PostAsync<TaskResponse>("directory/sync", body: null, cancel), cancel);
        for (var watch = Stopwatch.StartNew(); !task.IsOver && watch.Elapsed < Patience; await Task.Delay(Poll, cancel))
        {
            task = await CallAsync(now => now.GetTaskAsync(task.Id, cancel), cancel);
            await ApproveAsync([task], cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        gate.Dispose();
        folder.Dispose();
    }

    // Nothing waits longer than it has to: the waits of the product are its settings.
    private static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["GraphNotificationSchedule"] = "*/2 * * * * *",
        ["GraphReconcileSchedule"] = "*/10 * * * * *",
        ["GroupReadSchedule"] = "*/2 * * * * *",
        ["WatchdogSchedule"] = "*/10 * * * * *",
        ["Watchdog__StartGrace"] = "00:00:10",
        ["Graph__NotificationPatience"] = "00:00:15",
        ["Provisioning__Settling"] = "00:00:01",
        ["Provisioning__ReadAgain"] = "00:00:05",
        ["Provisioning__FirstPause"] = "00:00:05",
        ["Automation__LeaseDuration"] = "00:00:25",
        ["StepRetries__First"] = "00:00:02",
        ["StepRetries__ShortestWait"] = "00:00:00.500",
        ["Questions__BusyPause"] = "00:00:01",
        ["Browser__MaxSessions"] = "3",
        ["Browser__StepTimeout"] = "00:00:30",
        ["Browser__EffectSettling"] = "00:00:02",
    };

    private static bool IsDown(Exception down, CancellationToken cancel) =>
        down is HttpRequestException or ObjectDisposedException or ApiProblemException { Kind: null } or ApiProblemException { Status: HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway }
        || (down is OperationCanceledException && !cancel.IsCancellationRequested);

    private async Task ConnectAsync(CancellationToken cancel)
    {
        var hubs = new List<GroupsHub>();
        for (var number = 1; number <= Workspaces; number++)
        {
            var (email, workspace) = (number == 1 ? SimulatedAccount.Email : $"svc-hub-{number}@corp.test", $"ws_0{number}");
            if (number > 1)
                await Site.SendAsync(HttpMethod.Post, "/_sim/accounts", new JsonObject { ["email"] = email, ["password"] = SimulatedAccount.Password }, cancel);
            var account = await client.SaveAccountAsync(new SaveAccountRequest("ahrefs", email, email, SimulatedAccount.Password, number == 1 ? SimulatedAccount.TotpSecret : null, "automation"), cancel);
            // Whom groups make Admins are never the only ones: the last of them would rightly keep the role.
            await Site.SendAsync(HttpMethod.Post, "/_sim/people/act", new JsonObject { ["actor"] = Owner, ["action"] = "changeRole", ["target"] = StandingAdmins[number - 1], ["role"] = "Admin", ["workspaceId"] = workspace }, cancel);
            var connecting = await client.ConnectHubAsync(new ConnectHubRequest("ahrefs", workspace, $"Groups{number}", "usernamePassword", account.Id, null), cancel);
            var hubId = connecting.HubId ?? "";
            await CompletedAsync(connecting.Id, cancel);
            await CompletedAsync((await client.WaitForFirstCheckAsync(hubId, Patience, cancel)).Id, cancel);
            await client.SendAsync<HubResponse>(HttpMethod.Patch, $"hubs/{hubId}", new { leavers = "automatic", graceMinutes = number == Workspaces ? 1 : 0 }, cancel);
            var ordinary = SiteSeats.Of(await Site.StateAsync(cancel)).Where(seat => seat is { IsPending: false, Role: AppRole.Member } && seat.WorkspaceId == workspace).Select(seat => seat.Email);
            hubs.Add(new GroupsHub(hubId, workspace, [.. ordinary.Order(StringComparer.Ordinal)]));
        }

        Hubs = hubs;
    }

    private async Task CompletedAsync(string taskId, CancellationToken cancel)
    {
        var ended = await client.FollowAsync(taskId, Patience, cancel);
        if (ended.Status != AutomatedTaskStatus.Completed)
            throw new StepFailedException($"{ended.Type} is {ended.Status}: {ended.Failure?.Sentence} {ended.Failure?.Detail}", "Without three hubs nothing can be shown: look at the app's log.");
    }
}
