using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Running;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Tasks;
using Spectre.Console;

namespace Seatkeeper.Dev.Probing;

/// <summary><c>dotnet dev.cs probe</c>: has a running app compare the site's pages with its page map, and prints what it found.</summary>
public static class ProbeCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    public static async Task<int> RunAsync(ProbeOptions options, CancellationToken cancellation)
    {
        var app = options.App ?? RunData.LastApp() ?? throw new StepFailedException("No app was started on this machine yet.", "Start one, or name its address after --app.");
        var key = options.KeyFile is { } file ? (await File.ReadAllTextAsync(file, cancellation)).Trim() : OwnerKey.Ensure().Value;
        using var client = new SeatkeeperClient(app, key);
        try
        {
            var wish = new ProbeRequest(options.OpenDialogs, options.Word is not null, options.Word);
            var task = await client.PostAsync<TaskResponse>($"hubs/{options.Hub}/probe", wish, cancellation);
            return Show(await FollowAsync(client, task, cancellation), app);
        }
        catch (ApiProblemException refused)
        {
            throw new StepFailedException($"The app refused: {refused.Detail ?? refused.Body}", "Look at the hub's id, and at whose key it is: a probe is for Owners of the hub.");
        }
        catch (HttpRequestException e)
        {
            throw new StepFailedException($"{app} does not answer: {e.Message}", "Start the app, or name its address after --app.");
        }
    }

    private static Task<TaskResponse> FollowAsync(SeatkeeperClient client, TaskResponse task, CancellationToken cancellation)
    {
        string? told = null;
        return Steps.RunAsync("Compare the pages with the page map", () => client.FollowAsync(task.Id, Limit, cancellation, seen =>
        {
            if (seen.Progress is { } progress && progress != told)
                Steps.Say($"  [grey]{Markup.Escape(told = progress)}[/]");
        }));
    }

    private static int Show(TaskResponse task, Uri app)
    {
        if (task.Probe is not { } report)
            throw new StepFailedException($"The probe {task.Id} is {task.Status}: {task.Failure?.Sentence} {task.Failure?.Detail}", task.Failure?.Remedy ?? "Look at the task through the API.");
        ProbeView.Print(report, AnsiConsole.Console);
        Steps.Say($"\nPictures and accessibility trees: {app}api/v1/tasks/{task.Id}/evidence/N, with N of the table; for Owners of the hub, for 30 days.");
        return task.Status == AutomatedTaskStatus.Completed ? 0 : 1;
    }
}
