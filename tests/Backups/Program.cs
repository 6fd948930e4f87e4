using System.Globalization;
using Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seatkeeper.Backups;
using Seatkeeper.Dev.Backups;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Functions;
using Seatkeeper.Functions.Storage;
using Spectre.Console;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    var options = BackupOptions.Parse(args);
    // The app's own composition: it knows its tables, and by which settings their account is found.
    var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
    await using var app = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddSeatkeeper(configuration).BuildServiceProvider();
    var data = StoredData.Of(app);
    var folder = new BackupFolder(options.Folder);
    var manifest = options.IsRestore
        ? await new Restore(data, folder, Steps.Say).RunAsync(stop.Token)
        : await new Backup(data, folder, TimeProvider.System, Steps.Say).RunAsync(stop.Token);
    AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[green]✓[/] {manifest.Parts.Sum(part => part.Entries)} rows and blobs of {manifest.Parts.Count} tables and containers {(options.IsRestore ? "restored and read back" : "saved")}.");
    if (options.IsRestore)
    {
        foreach (var task in await new UnbegunTasks(app.GetRequiredService<TaskLists>(), app.GetRequiredService<TasksTable>()).CancelAsync(stop.Token))
            Steps.Say($"  Task {Markup.Escape(task)} had not begun, and is cancelled: ask again where it is still wanted.");
    }

    return 0;
}
catch (OptionsValidationException e)
{
    return Tell(e.Message, "Set AzureWebJobsStorage, or AzureWebJobsStorage__accountName, as the app has it.");
}
catch (RequestFailedException e)
{
    return Tell($"Storage refused: {e.Status} {e.ErrorCode}.", "See whether it answers, and whether you may read and write its tables and blobs.");
}
catch (StepFailedException failure)
{
    return Tell(failure.Message, failure.Remedy);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}

static int Tell(string what, string remedy)
{
    AnsiConsole.MarkupLineInterpolated($"[red]{what}[/]");
    AnsiConsole.MarkupLineInterpolated($"[yellow]What to do:[/] {remedy}");
    return 1;
}
