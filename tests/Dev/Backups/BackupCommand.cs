using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Running;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Backups;

/// <summary>
/// <c>dotnet dev.cs backup</c> and <c>restore</c>. Which account is told by the settings that the app has
/// (<c>AzureWebJobsStorage…</c>), as environment variables; without them it is the data of an app on this machine, which must not run.
/// </summary>
public static class BackupCommand
{
    private const string Setting = "AzureWebJobsStorage";

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellation)
    {
        var options = BackupOptions.Parse(args);
        await Solution.BuildAsync(["tests/Backups"], cancellation);
        if (Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(name => name.StartsWith(Setting, StringComparison.OrdinalIgnoreCase)))
            return await OwnTerminal.RunAsync("Backups", args, browser: null, cancellation);
        using var data = RunData.Open(new RunOptions(options.Data));
        await AzuriteInstall.EnsureAsync(cancellation);
        await using var azurite = await Steps.RunAsync("Start Azurite", () => AzuriteServer.StartOnAsync(data.Azurite));
        // As if it had been set: the program that is started has it from here.
        Environment.SetEnvironmentVariable(Setting, azurite.ConnectionString);
        return await OwnTerminal.RunAsync("Backups", args, browser: null, cancellation);
    }
}
