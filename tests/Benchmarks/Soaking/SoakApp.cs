using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Seatkeeper.Benchmarks.Fuzzing;
using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Running;
using Seatkeeper.Dev.Secrets;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Benchmarks.Soaking;

/// <summary>The app with storage and a site of its own, used as any caller would use it.</summary>
internal sealed class SoakApp : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(150);
    private const string Nobody = "nobody-of-this-id";
    private readonly RunFolder folder;
    private readonly FunctionsServer server;
    private readonly FunctionsSettings settings;
    private readonly SoakApp? first;
    private readonly SemaphoreSlim killing = new(1);
    private SeatkeeperClient client;

    private SoakApp(RunFolder folder, FunctionsServer server, FunctionsSettings settings, SimulatedWorld world)
    {
        (this.folder, this.server, this.settings, World) = (folder, server, settings, world);
        client = server.OwnerClient();
    }

    private SoakApp(SoakApp first)
    {
        this.first = first;
        (folder, server, settings, client, World) = (first.folder, first.server, first.settings, first.client, first.World);
    }

    /// <summary>A question of the guard about somebody whom nobody wished to go.</summary>
    public const string WrongQuestion = "WrongQuestion";

    private SeatkeeperClient Client => first?.Client ?? client;

    public SimulatedWorld World { get; }

    /// <summary>The host's process.</summary>
    public int HostId => server.Process.Id;

    public string HubId { get; private set; } = "";

    /// <summary>The change that was asked for last.</summary>
    public string? LastTaskId { get; private set; }

    public static async Task<SoakApp> StartAsync(SoakParts parts, JsonObject recipe, IReadOnlyDictionary<string, string?> settings, CancellationToken cancel)
    {
        var world = await parts.Simulator.NewWorldAsync(recipe, cancel);
        var own = new RunFolder("soak");
        var told = new FunctionsSettings
        {
            Storage = await parts.NewAccountAsync(cancel),
            HubName = "Soak",
            Folder = own.Path,
            OwnerKey = OwnerKey.Ensure(Path.Combine(own.Path, "owner.key")),
            Browser = parts.Browser,
            World = world,
            Also = QuickSettings.All.Concat(settings).GroupBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => pair.Last().Value, StringComparer.Ordinal),
        };
        return new SoakApp(own, await FunctionsServer.StartAsync(told, cancel), told, world);
    }

    /// <summary>The same app, for one more hub in it; it ends with the first.</summary>
    public SoakApp Beside() => new(this);

    /// <summary>Connects a hub and waits for its first check.</summary>
    public Task<Outcome> ConnectAsync(string? totpSecret, CancellationToken cancel) => ConnectAsync(SimulatedAccount.Email, totpSecret, "Contoso SEO", cancel);

    /// <summary>Connects a hub to a workspace with an account of the site, and waits for its first check.</summary>
    public async Task<Outcome> ConnectAsync(string email, string? totpSecret, string workspace, CancellationToken cancel)
    {
        var account = await Client.SaveAccountAsync(new SaveAccountRequest("ahrefs", "Soak", email, SimulatedAccount.Password, totpSecret, "automation"), cancel);
        var connecting = await Client.ConnectHubAsync(
            new ConnectHubRequest("ahrefs", "Soak", workspace.Replace(" ", "", StringComparison.Ordinal), "usernamePassword", account.Id, workspace), cancel);
        HubId = connecting.HubId ?? "";
        var connected = await EndAsync(connecting, cancel);
        return connected.IsGood ? await EndAsync(await Client.WaitForFirstCheckAsync(HubId, Patience, cancel), cancel) : connected;
    }

    public async Task<Outcome> CheckAsync(CancellationToken cancel)
    {
        try
        {
            return await EndAsync(await CallAsync(now => now.CheckForUpdatesAsync(HubId, cancel), cancel), cancel);
        }
        catch (ApiProblemException refused) when (refused.Status == HttpStatusCode.Conflict)
        {
            return new Outcome(refused.Kind ?? $"{refused.Status}", refused.Detail ?? "") { Refused = true };
        }
    }

    /// <summary>Asks for changes of one kind, and waits for what becomes of them; one outcome a person.</summary>
    public async Task<IReadOnlyList<Outcome>> ChangeAsync(IReadOnlyList<Wish> wishes, CancellationToken cancel)
    {
        try
        {
            var members = await MembersAsync(cancel);
            return await OutcomesAsync(await StartAsync(wishes, members, cancel), wishes, cancel);
        }
        catch (ApiProblemException refused)
        {
            return [.. wishes.Select(_ => new Outcome(refused.Kind ?? $"{(int)refused.Status}", refused.Detail ?? "") { Refused = true })];
        }
    }

    /// <summary>Answers what the guard asks about the change that was asked for last, as a person does who looks whom it names, and waits again.</summary>
    public async Task<IReadOnlyList<Outcome>> DecideAsync(IReadOnlyList<Wish> wishes, bool approves, CancellationToken cancel)
    {
        var task = await CallAsync(now => now.GetTaskAsync(LastTaskId ?? "", cancel), cancel);
        if (task.Approval is { } asked)
        {
            var unwished = asked.WouldGo.Select(entry => entry.Email ?? "").Except(wishes.Select(wish => wish.Email), StringComparer.OrdinalIgnoreCase).ToList();
            if (unwished.Count > 0)
                return [.. wishes.Select(_ => new Outcome(WrongQuestion, $"asked to let go of {string.Join(", ", unwished)}"))];
            try
            {
                await CallAsync(now => approves ? now.ApproveAsync(task.Id, asked.PlanDigest, cancel) : now.RejectAsync(task.Id, cancel), cancel);
            }
            catch (ApiProblemException late) when (late.Status == HttpStatusCode.Conflict)
            {
                // It was planned anew, has ended, or took the answer just before it was killed: what follows shows that.
            }

            task = await AfterAsync(task.Id, asked.PlanDigest, cancel);
        }

        return await OutcomesAsync(task, wishes, cancel);
    }

    /// <summary>What the app knows of the hub's people.</summary>
    public Task<IReadOnlyList<MemberResponse>> MembersAsync(CancellationToken cancel) => CallAsync(now => now.ListMembersAsync(HubId, cancel), cancel);

    /// <summary>Stops a task as a caller does.</summary>
    public Task CancelAsync(string taskId, CancellationToken cancel) => Client.PostAsync<TaskResponse>($"tasks/{taskId}/cancel", new { }, cancel);

    /// <summary>Permits to buy one seat more, and says what it costs: both so many dollars a month.</summary>
    public Task AllowSeatAsync(decimal price, CancellationToken cancel) => Client.SendAsync<HubResponse>(
        HttpMethod.Patch,
        $"hubs/{HubId}",
        new { spending = new SpendingSettings(1, price, "USD", TimeProvider.System.GetUtcNow().AddDays(1)), seatPrice = new SeatPriceSettings(price, "USD") },
        cancel);

    /// <summary>The hub's activity as a file for a table.</summary>
    public Task<string> ExportAsync(CancellationToken cancel) => Client.Http.GetStringAsync($"activity?hubId={HubId}&format=csv", cancel);

    /// <summary>Where a secret lies that should be in the secret store alone.</summary>
    public Task<IReadOnlyList<string>> LeaksAsync(SecretText secrets, CancellationToken cancel) => new LeakSearch(secrets).FindAsync(settings.Storage, settings.LogFile, cancel);

    /// <summary>Whether it knows everybody of whom something is wished that is no invitation.</summary>
    public async Task<bool> KnowsAsync(IReadOnlyList<Wish> wishes, CancellationToken cancel)
    {
        var members = await MembersAsync(cancel);
        return wishes.All(wish => wish.Action == ChangeAction.Invite || Find(members, wish) is not null);
    }

    /// <summary>Ends host and worker at once, as a machine that loses power, and starts them again on the same data.</summary>
    public async Task KillAndRestartAsync(CancellationToken cancel)
    {
        if (first is not null)
        {
            await first.KillAndRestartAsync(cancel);
            return;
        }

        await killing.WaitAsync(cancel);
        try
        {
            await server.KillAsync();
            await server.RestartAsync(cancel);
            Interlocked.Exchange(ref client, server.OwnerClient()).Dispose();
        }
        finally
        {
            killing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        killing.Dispose();
        if (first is not null)
            return;
        client.Dispose();
        await server.DisposeAsync();
        folder.Dispose();
    }

    private static MemberResponse? Find(IEnumerable<MemberResponse> members, Wish wish) => members
        .Where(member => string.Equals(member.Email, wish.Email.Trim(), StringComparison.OrdinalIgnoreCase))
        .OrderBy(member => member.Presence == (wish.Action is ChangeAction.CancelInvitation or ChangeAction.ResendInvitation ? Presence.Pending : Presence.Confirmed) ? 0 : 1)
        .FirstOrDefault();

    // A decision is a row that the task reads in its own time: until then it still asks the same.
    private async Task<TaskResponse> AfterAsync(string taskId, string planDigest, CancellationToken cancel)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(Poll, cancel))
        {
            var task = await CallAsync(now => now.GetTaskAsync(taskId, cancel), cancel);
            if (task.Status != AutomatedTaskStatus.WaitingForApproval || task.Approval?.PlanDigest != planDigest || watch.Elapsed > Patience)
                return task;
        }
    }

    // One outcome a person.
    private async Task<IReadOnlyList<Outcome>> OutcomesAsync(TaskResponse task, IReadOnlyList<Wish> wishes, CancellationToken cancel)
    {
        var end = await EndAsync(task, cancel);
        var items = await CallAsync(now => now.ListAsync<TaskItemResponse>($"tasks/{task.Id}/items", cancel), cancel);
        // Everybody's wish may be true, and the task stopped all the same: because somebody else was changed too, or because a person said so.
        return items.Count == 0 ? [.. wishes.Select(_ => end)]
            : !end.IsGood && items.All(item => OutcomeOf(item, end).IsGood) ? [.. items.Select(item => end with { Target = item.Target, IsWishTrue = true })]
            : [.. items.Select(item => OutcomeOf(item, end) with { Target = item.Target })];
    }

    // Asked again with the same key where the app died in between: whatever the first call began is then found, not begun once more.
    private async Task<TaskResponse> StartAsync(IReadOnlyList<Wish> wishes, IReadOnlyList<MemberResponse> members, CancellationToken cancel)
    {
        var (method, path, body) = RequestOf(wishes, members);
        var key = $"soak-{Guid.NewGuid():N}";
        var task = await CallAsync(now => now.SendAsync<TaskResponse>(method, path, body, cancel, key), cancel);
        LastTaskId = task.Id;
        return task;
    }

    private (HttpMethod Method, string Path, object? Body) RequestOf(IReadOnlyList<Wish> wishes, IReadOnlyList<MemberResponse> members)
    {
        var (first, hub) = (wishes[0], $"hubs/{HubId}");
        string IdOf(Wish wish) => Find(members, wish)?.Id ?? Nobody;
        return first.Action switch
        {
            ChangeAction.Invite => (HttpMethod.Post, $"{hub}/members", new AddMembersRequest([.. wishes.Select(wish => new PersonToAdd(Email: wish.Email))], AppRole: first.Role ?? "Member")),
            ChangeAction.Remove => (HttpMethod.Post, $"{hub}/removals", new RemoveMembersRequest([.. wishes.Select(IdOf)], Scope: "app", Reason: "A case of the soak")),
            ChangeAction.ChangeRole => (HttpMethod.Patch, $"{hub}/members/{IdOf(first)}", new UpdateRoleRequest(first.Role)),
            ChangeAction.ResendInvitation => (HttpMethod.Post, $"{hub}/members/{IdOf(first)}/invitation/resend", null),
            ChangeAction.CancelInvitation => (HttpMethod.Delete, $"{hub}/members/{IdOf(first)}/invitation", null),
            _ => throw new ArgumentOutOfRangeException(nameof(wishes), first.Action, "not to be asked for"),
        };
    }

    private static Outcome OutcomeOf(TaskItemResponse item, Outcome task) =>
        item.Status == "Completed" ? new Outcome(Outcome.Succeeded, item.Result ?? "")
        : item.Failure is { } failure ? new Outcome($"{failure.Kind}", failure.Detail ?? failure.Sentence)
        : task.IsGood ? new Outcome(item.Status) : task;

    private async Task<Outcome> EndAsync(TaskResponse started, CancellationToken cancel)
    {
        var task = started;
        for (var watch = Stopwatch.StartNew(); !task.IsOver && !task.WaitsForPerson; await Task.Delay(Poll, cancel))
        {
            if (watch.Elapsed > Patience)
                return new Outcome("Stuck", $"task {task.Id} still is {task.Status}, and for {Patience.TotalSeconds:0} s the same: {task.Progress}");
            var before = task.Progress;
            task = await CallAsync(now => now.GetTaskAsync(started.Id, cancel), cancel);
            // Who tells something new is not stuck.
            if (!string.Equals(before, task.Progress, StringComparison.Ordinal))
                watch.Restart();
        }

        return task.Status is AutomatedTaskStatus.Completed ? new Outcome(Outcome.Succeeded)
            : task.Status is AutomatedTaskStatus.WaitingForApproval ? new Outcome($"{task.Status}", task.Approval?.Reason ?? "")
            : task.Failure is { } failure ? new Outcome($"{failure.Kind}", failure.Detail ?? failure.Sentence)
            : new Outcome($"{task.Status}", task.Progress ?? "");
    }

    // While the app is down, nobody answers.
    private async Task<T> CallAsync<T>(Func<SeatkeeperClient, Task<T>> call, CancellationToken cancel)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(Poll, cancel))
        {
            try
            {
                return await call(Client);
            }
            catch (Exception down) when (watch.Elapsed < Patience && (down is HttpRequestException or ObjectDisposedException or ApiProblemException { Status: HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway }
                || (down is OperationCanceledException && !cancel.IsCancellationRequested)))
            {
                // It comes back on the same data, perhaps at another address.
            }
        }
    }
}
