using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Tests.Reading;

/// <summary>
/// Where the docs' commands are run: a folder that is thrown away, which has what somebody who reads that page has by then: the scripts, an
/// account to save and an empty one to restore into, and the example of a notification.
/// </summary>
internal sealed partial class CommandPlace : IDisposable
{
    private const string Storage = "AzureWebJobsStorage";

    // Longer than any of them takes on a busy machine, and short enough to say which one hangs.
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(2);

    private readonly string folder = Repository.NewRunFolder("commands");
    private readonly AzuriteServer azurite;

    public CommandPlace(AzuriteServer azurite)
    {
        this.azurite = azurite;
        Directory.CreateSymbolicLink(Path.Combine(folder, "infra"), Repository.InRoot("infra"));
        Example = Row().Matches(File.ReadAllText(Repository.InRoot("docs/notifications.md"))).ToDictionary(row => row.Groups["name"].Value, row => row.Groups["value"].Value, StringComparer.Ordinal);
        File.WriteAllText(Path.Combine(folder, "body.json"), Example["body"]);
    }

    /// <summary>The notification of docs/notifications.md: <c>secret</c>, <c>timestamp</c>, <c>body</c> and <c>signature</c>.</summary>
    public IReadOnlyDictionary<string, string> Example { get; }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Runs a command to its end. Nobody is there to answer a question.</summary>
    public async Task<CommandRun> RunAsync(string command, CancellationToken cancel)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        time.CancelAfter(limit);
        switch (command.Split(' '))
        {
            // What these start once they have built it; all of it was built for these tests.
            case ["dotnet", "dev.cs", "backup" or "restore", ..]:
                return await CommandRun.RunAsync(In(ServerStart.DotNet("Backups", Repository.Built("tests/Backups", "Seatkeeper.Backups.dll"), command.Split(' ')[2..]), await AccountAsync(command, time.Token)), time.Token);
            // The same code as behind dev.cs, without compiling it once more.
            case ["dotnet", "dev.cs", .. var arguments]:
                return new CommandRun(await DevCommands.RunAsync(arguments), "");
            default:
                return await CommandRun.RunAsync(In(new ServerStart("bash", "bash", ["-c", "set -o pipefail; " + command]), account: null), time.Token);
        }
    }

    private ServerStart In(ServerStart start, string? account) => start with
    {
        WorkingDirectory = folder,
        Environment = new Dictionary<string, string?> { [Storage] = account, ["secret"] = Example["secret"], ["timestamp"] = Example["timestamp"] },
    };

    // One with a row to save, or one that is empty.
    private async Task<string> AccountAsync(string command, CancellationToken cancel)
    {
        var account = azurite.NewAccount();
        if (command.Contains(" restore ", StringComparison.Ordinal))
            return account;
        var users = new TableClient(account, "WorkspaceUsers");
        await users.CreateIfNotExistsAsync(cancel);
        await users.AddEntityAsync(new TableEntity("user", "somebody") { ["Name"] = "Somebody" }, cancel);
        return account;
    }

    [GeneratedRegex(@"^\| (?<name>secret|timestamp|body|signature) \| `(?<value>[^`]+)` \|\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Row();
}
