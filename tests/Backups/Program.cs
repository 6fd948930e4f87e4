using System.Globalization;
using Azure;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seatkeeper.Backups;
using Seatkeeper.Backups.Restoring;
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
    var owner = new RestoredOwner(options.Owner, app.GetRequiredService<IOptions<StorageOptions>>().Value.IsDevelopment);
    var manifest = options.IsRestore
        ? await new Restore(data, folder, owner, Steps.Say).RunAsync(stop.Token)
        : await new Backup(data, folder, TimeProvider.System, Steps.Say).RunAsync(stop.Token);
    // Before it is called done: an app that were started in between would let these callers in, and begin these tasks.
    if (options.IsRestore)
        await new AfterRestore(app, Steps.Say).RunAsync(manifest, owner, options.KeepKeys, stop.Token);

    AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[green]✓[/] {manifest.Parts.Sum(part => part.Entries)} rows and blobs of {manifest.Parts.Count} tables and containers {(options.IsRestore ? "restored and read back" : "saved")}.");
    return 0;
}
catch (OptionsValidationException e)
{
    return Tell(e.Message, "Set AzureWebJobsStorage, or AzureWebJobsStorage__accountName, as the app has it.");
}
catch (AuthenticationFailedException)
{
    return Tell("No token for storage could be had.", "Sign in (az login) as somebody who may read, or to restore write, its tables and blobs. Leave AzureWebJobsStorage__credential and __clientId away: they are for where the app runs.");
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
