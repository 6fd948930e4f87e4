using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Tasks;
using Spectre.Console;

namespace Seatkeeper.Dev.Running;

/// <summary>The main job through the public API, as any client would do it: people, account, hub, check.</summary>
internal sealed class MainJob(SeatkeeperClient client, SimulatedWorld world)
{
    private const string Identifier = "ContosoSeo";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    /// <summary>Connects the hub, or checks the one that is there, or connects that one again where it never was; gives its id.</summary>
    public async Task<string> RunAsync(CancellationToken cancellation)
    {
        var hubs = await client.ListHubsAsync(cancellation);
        if (hubs.FirstOrDefault(hub => hub.Identifier == Identifier) is not { } known)
            return await ConnectAsync(cancellation);
        Steps.Say($"The hub [bold]{Markup.Escape(known.Label)}[/] is there from an earlier run.");
        if (known.Workspace is null)
            return await ConnectAgainAsync(known, cancellation);
        await FollowAsync("Check for updates", await client.CheckForUpdatesAsync(known.Id, cancellation), cancellation);
        return known.Id;
    }

    private async Task<string> ConnectAsync(CancellationToken cancellation)
    {
        await Steps.RunAsync("Import people", () => ImportPeopleAsync(cancellation));
        var account = await AccountAsync(cancellation);
        var request = new ConnectHubRequest("ahrefs", "Contoso SEO", Identifier, "usernamePassword", account.Id, Workspace: null);
        var task = await client.ConnectHubAsync(request, cancellation);
        await FollowAsync("Connect the hub", task, cancellation);
        var hub = task.HubId ?? throw new StepFailedException("The task of the connection names no hub.", "This is a bug; please report it.");
        await FollowFirstCheckAsync(hub, cancellation);
        return hub;
    }

    // Where the connection failed there is nothing to check yet.
    private async Task<string> ConnectAgainAsync(HubResponse known, CancellationToken cancellation)
    {
        await FollowAsync("Connect the hub again", await client.RetryHubAsync(known.Id, workspace: null, cancellation), cancellation);
        await FollowFirstCheckAsync(known.Id, cancellation);
        return known.Id;
    }

    private async Task ImportPeopleAsync(CancellationToken cancellation)
    {
        const int atOnce = 2000;
        var people = PeopleDirectory.For(await world.StateAsync(cancellation), SimulatedAccount.Email);
        foreach (var part in people.Chunk(atOnce))
            await client.ImportUsersAsync(part, cancellation);
    }

    // An earlier run may have been stopped between the account and the hub.
    private async Task<AccountResponse> AccountAsync(CancellationToken cancellation)
    {
        var saved = await client.ListAccountsAsync(cancellation);
        return saved.FirstOrDefault(account => account.Username == SimulatedAccount.Email)
            ?? await client.SaveAccountAsync(
                new SaveAccountRequest("ahrefs", "Hub automation", SimulatedAccount.Email, SimulatedAccount.Password, SimulatedAccount.TotpSecret, "automation"), cancellation);
    }

    // The connection starts the first check by itself; asking again while it runs gives the same task.
    private async Task FollowFirstCheckAsync(string hub, CancellationToken cancellation)
    {
        var check = (await client.ListTasksAsync(hub, cancellation)).FirstOrDefault(task => task.Type == AutomatedTaskType.CheckForUpdates);
        if (check is not null)
            await FollowAsync("Check for updates", check, cancellation);
    }

    private async Task FollowAsync(string name, TaskResponse task, CancellationToken cancellation)
    {
        string? told = null;
        var end = await Steps.RunAsync(name, () => client.FollowAsync(task.Id, Limit, cancellation, seen =>
        {
            if (seen.Progress is { } progress && progress != told)
                Steps.Say($"  [grey]{Markup.Escape(told = progress)}[/]");
        }));
        if (end.Status is AutomatedTaskStatus.Completed)
            return;
        var reason = end.Failure is { } failure ? $"{failure.Sentence} {failure.Detail}" : end.Approval?.Reason ?? end.Progress ?? "";
        throw new StepFailedException($"{name}: the task {end.Id} is {end.Status}. {reason}", end.Failure?.Remedy ?? "Look at the task through the API, or start again with --fresh.");
    }
}
