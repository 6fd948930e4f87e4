using Azure.Identity;
using Microsoft.Extensions.Options;
using Seatkeeper.Dev.Secrets;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.MoveSecrets;
using Spectre.Console;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    var options = MoveSecretsOptions.Parse(args);
    var folder = options.From ?? Path.Combine(Repository.Root, ".seatkeeper", "run", "real", "secrets");
    SecretsFolder.Require(folder);
    var settings = Options.Create(new SecretsOptions { LocalDirectory = folder });
    var vault = new KeyVaultSecretStore(VaultClient.Create(options.To, new SignedInPerson(new DefaultAzureCredential())), settings, TimeProvider.System);
    var report = await new SecretMove(new LocalFileSecretStore(settings), vault, options.Replace).RunAsync(stop.Token);
    return MoveView.Show(report);
}
catch (AppFailureException failure)
{
    AnsiConsole.MarkupLineInterpolated($"[red]{failure.Failure.Detail ?? FailureCatalog.Describe(failure.Failure).Sentence}[/]");
    AnsiConsole.MarkupLineInterpolated($"[yellow]What to do:[/] {MoveView.RemedyOf(failure.Failure)} Then run the command again: what was copied stays.");
    return 1;
}
catch (StepFailedException failure)
{
    AnsiConsole.MarkupLineInterpolated($"[red]{failure.Message}[/]");
    AnsiConsole.MarkupLineInterpolated($"[yellow]What to do:[/] {failure.Remedy}");
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
