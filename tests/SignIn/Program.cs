using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Dev.SigningIn;
using Seatkeeper.SignIn;
using Spectre.Console;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    var options = SignInOptions.Parse(args);
    return await AppCaller.RunAsync(
        options.App, options.KeyFile, "the session is uploaded by the account's owner, who owns the hub.",
        (client, app) => new SignInVisit(client, options).RunAsync(app, stop.Token), stop.Token);
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
