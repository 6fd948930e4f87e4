using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Article;

/// <summary>A hub and whoever manages it, as the stories of the article go through them: each call is followed to its end.</summary>
internal sealed class HubStory(Deployment deployment, SeatkeeperClient manager, string hub)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Where the hub is.</summary>
    public string Hub => $"hubs/{hub}";

    /// <summary>Somebody of the workspace saves the automation account and connects the hub; both end well.</summary>
    public static async Task<HubStory> ConnectAsync(Deployment deployment, SeatkeeperClient by)
    {
        var account = await by.SaveAccountAsync(
            new SaveAccountRequest("ahrefs", "Automation", Dev.Running.SimulatedAccount.Email, Deployment.Password, Deployment.TotpSecret, "automation"), Cancellation);
        var task = await by.ConnectHubAsync(Deployment.Connection("ContosoSeo", account.Id), Cancellation);
        var hub = task.HubId ?? "";
        Deployment.AssertCompleted(await by.FollowAsync(task.Id, Deployment.Patience, Cancellation));
        Deployment.AssertCompleted(await by.FollowAsync((await by.WaitForFirstCheckAsync(hub, Deployment.Patience, Cancellation)).Id, Deployment.Patience, Cancellation));
        return new HubStory(deployment, by, hub);
    }

    /// <summary>A call that starts a task, which has to come to a good end with all its items.</summary>
    public async Task<TaskResponse> DoneAsync(HttpMethod method, string path, object? body = null) => await EndAsync(await manager.SendAsync<TaskResponse>(method, path, body, Cancellation));

    /// <summary>Follows a task to its good end, and what it started as well.</summary>
    public async Task<TaskResponse> EndAsync(TaskResponse task)
    {
        var ended = await manager.FollowAsync(task.Id, Deployment.Patience, Cancellation);
        var items = await manager.ListAsync<TaskItemResponse>($"tasks/{task.Id}/items", Cancellation);
        Assert.True(ended.Status == AutomatedTaskStatus.Completed, $"{ended.Type} is {ended.Status}: {ended.Failure?.Kind} {ended.Failure?.Detail} {ended.Progress}\n{string.Join('\n', items)}");
        Assert.All(items, item => Assert.Equal("Completed", item.Status));
        return ended;
    }

    /// <summary>Follows all tasks of a type that the hub has by now, of which there is one at least, to their good ends.</summary>
    public async Task EndAllAsync(AutomatedTaskType type)
    {
        var begun = (await manager.ListTasksAsync(hub, Cancellation)).Where(task => task.Type == type).ToList();
        Assert.NotEmpty(begun);
        foreach (var task in begun)
            await EndAsync(task);
    }

    public Task CheckAsync() => DoneAsync(HttpMethod.Post, $"{Hub}/updates");

    /// <summary>The addresses under one tab; the automation account, which is always Onboarded, apart.</summary>
    public async Task<IReadOnlyList<string>> TabAsync(MemberStatus status) =>
        [.. (await manager.ListMembersAsync(hub, status, Cancellation)).Where(member => member is { IsAutomationAccount: false, Presence: not Presence.Gone }).Select(member => member.Email ?? "").Order(StringComparer.Ordinal)];

    public async Task<MemberResponse> MemberAsync(string email) =>
        (await manager.ListMembersAsync(hub, Cancellation)).Single(member => member.Presence != Presence.Gone && string.Equals(member.Email, email, StringComparison.OrdinalIgnoreCase));

    public async Task<string> PathOfAsync(string email) => $"{Hub}/members/{(await MemberAsync(email)).Id}";

    /// <summary>Somebody as a search of the directory finds them.</summary>
    public async Task<WorkspaceUserResponse> FindPersonAsync(string search) =>
        Assert.Single(await manager.ListAsync<WorkspaceUserResponse>($"directory/users?search={Uri.EscapeDataString(search)}", Cancellation));

    /// <summary>The timer of the daily check goes off, and its check of this hub comes to a good end.</summary>
    public async Task CheckDailyAsync()
    {
        var keys = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(deployment.Folder, "host-keys.json"), Cancellation));
        using var http = new HttpClient { BaseAddress = deployment.App.Address };
        http.DefaultRequestHeaders.Add("x-functions-key", keys?["master"]?.ToString());
        using var fired = await http.PostAsJsonAsync("admin/functions/StartDailyCheck", new { input = "" }, Cancellation);
        fired.EnsureSuccessStatusCode();
        await EndAsync(await DailyAsync());
    }

    private async Task<TaskResponse> DailyAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Deployment.Patience);
        while (true)
        {
            if ((await manager.ListTasksAsync(hub, limit.Token)).FirstOrDefault(task => task is { Type: AutomatedTaskType.CheckForUpdates, Trigger: TaskTrigger.DailyCheck }) is { } found)
                return found;
            await Task.Delay(TimeSpan.FromMilliseconds(200), limit.Token);
        }
    }
}
