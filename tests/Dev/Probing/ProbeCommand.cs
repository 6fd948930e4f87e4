using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Tasks;
using Spectre.Console;

namespace Seatkeeper.Dev.Probing;

/// <summary><c>dotnet dev.cs probe</c>: has a running app compare the site's pages with its page map, and prints what it found.</summary>
public static class ProbeCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    public static Task<int> RunAsync(ProbeOptions options, CancellationToken cancellation) =>
        AppCaller.RunAsync(options.App, options.KeyFile, "a probe is for Owners of the hub.", async (client, app) =>
        {
            var wish = new ProbeRequest(options.OpenDialogs, options.Word is not null, options.Word);
            var task = await client.PostAsync<TaskResponse>($"hubs/{options.Hub}/probe", wish, cancellation);
            return Show(await FollowAsync(client, task, options.Hub, cancellation), app);
        }, cancellation);

    // To its end, also past what the site wants of a person: they give it elsewhere.
    private static Task<TaskResponse> FollowAsync(SeatkeeperClient client, TaskResponse task, string hub, CancellationToken cancellation)
    {
        string? told = null;
        return Steps.RunAsync("Compare the pages with the page map", () => client.WaitForTaskAsync(task.Id, found => found.IsOver, Limit, cancellation, seen =>
        {
            if (seen.Progress is not { } progress || progress == told)
                return;
            Steps.Say($"  [grey]{Markup.Escape(told = progress)}[/]");
            if (seen.WaitsForPerson)
                Steps.Say($"  [yellow]{Markup.Escape($"{seen.Failure?.Sentence} {seen.Failure?.Remedy}")}[/] It goes on after [bold]dotnet dev.cs signin --hub {Markup.Escape(hub)}[/], or POST tasks/{seen.Id}/answer.");
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
