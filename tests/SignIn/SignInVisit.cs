using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Dev.SigningIn;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Spectre.Console;

namespace Seatkeeper.SignIn;

/// <summary>A person's sign-in for a hub: the window, what was verified, the upload, and the task that waited for it.</summary>
internal sealed class SignInVisit(SeatkeeperClient client, SignInOptions options)
{
    public async Task<int> RunAsync(Uri app, CancellationToken cancel)
    {
        var hub = await client.GetHubAsync(options.Hub, cancel);
        if (hub.AutomationAccountId is not { } id)
            throw new StepFailedException("Of this hub you see no automation account.", "Call with the key of an Owner of the hub.");
        var account = await client.GetAsync<AccountResponse>($"accounts/{id}", cancel);
        await using var services = Services();
        var connector = services.GetRequiredService<AppCatalog>().Find(hub.App) ?? throw new StepFailedException($"No connector knows {hub.App}.", "Take the version that the app runs.");

        Steps.Say($"Sign in as [bold]{Markup.Escape(account.Username)}[/] at {connector.App.BaseAddress}, in the window that opens. It closes by itself.");
        var found = await SignedInAsync(connector, new UploadingRun(client, account, TimeProvider.System.GetUtcNow() + options.Within), Wish(hub), cancel);
        Steps.Say($"\n[green]✓[/] {Markup.Escape(found.OperatorEmail)}, {found.OperatorRole}, in the workspace {Markup.Escape(found.Workspace.Name)}. The session is uploaded; the app keeps it encrypted.");
        await GoOnAsync(hub, app, cancel);
        return 0;
    }

    private static async Task<VerifiedConnection> SignedInAsync(IAppConnector connector, UploadingRun run, SignInWish wish, CancellationToken cancel)
    {
        try
        {
            return await connector.SignInByPersonAsync(run, wish, cancel);
        }
        catch (AppFailureException e) when (e.Failure.Choices is { Count: > 0 } names)
        {
            throw new StepFailedException($"The account sees several workspaces: {string.Join("; ", names)}. Nothing was uploaded.", "Name the hub's after --workspace.");
        }
        catch (AppFailureException e)
        {
            var told = FailureCatalog.Describe(e.Failure.Kind);
            var remedy = e.Failure.Kind is FailureKind.DeadlineExceeded or FailureKind.Cancelled or FailureKind.SessionExpired or FailureKind.BrowserFailure ? "Run it again, and sign in." : told.Remedy;
            throw new StepFailedException($"{told.Sentence} {e.Failure.Detail} ({e.Failure.Kind}). Nothing was uploaded.", remedy);
        }
    }

    private SignInWish Wish(HubResponse hub) =>
        hub.Workspace is { } pinned ? new SignInWish(new AppWorkspace(pinned.Id, pinned.Name), options.Workspace) : new SignInWish(Named: options.Workspace);

    private async Task GoOnAsync(HubResponse hub, Uri app, CancellationToken cancel)
    {
        // A check, a connection or a change, and a probe beside it.
        var waiting = (await client.ListTasksAsync(hub.Id, cancel)).Where(task => task.Status == AutomatedTaskStatus.WaitingForInput).ToList();
        foreach (var task in waiting)
        {
            await client.PostAsync<TaskResponse>($"tasks/{task.Id}/answer", body: null, cancel);
            Steps.Say($"[green]✓[/] The task {task.Type} that waited for it goes on: {app}api/v1/tasks/{task.Id}");
        }

        if (waiting.Count == 0 && hub.Attention is not null)
        {
            Steps.Say($"No task waits for it. Where the hub could not be connected, POST {app}api/v1/hubs/{hub.Id}/retry tries again.");
        }

        Steps.Say("The session is good for the same browser in the same mode and from the same egress address: the app needs a [bold]display[/], a virtual one will do, and a whole Chromium (docs/operations.md).");
    }

    // The app's own settings serve here too: the site, its further hosts, the browser.
    private ServiceProvider Services()
    {
        var here = new Dictionary<string, string?> { ["Browser:Headless"] = "false", ["Browser:WsEndpoint"] = null };
        if (options.PageMap is { } file)
            (here["Ahrefs:PageMapFile"], here["Ahrefs:PageMapBlob"]) = (Path.GetFullPath(file), null);
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection(here).Build();
        var services = new ServiceCollection().AddLogging().AddAhrefsConnector(configuration).BuildServiceProvider();
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return services;
        }
        catch (OptionsValidationException e)
        {
            services.Dispose();
            throw new StepFailedException(string.Join(' ', e.Failures), "Set it as the app has it.");
        }
    }
}
