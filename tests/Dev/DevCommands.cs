using Seatkeeper.Dev.Backups;
using Seatkeeper.Dev.Listing;
using Seatkeeper.Dev.Probing;
using Seatkeeper.Dev.Running;
using Seatkeeper.Dev.Secrets;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Dev.SigningIn;
using Seatkeeper.Dev.Testing;
using Spectre.Console;

namespace Seatkeeper.Dev;

/// <summary>What <c>dotnet dev.cs</c> can do, by its first word.</summary>
public static class DevCommands
{
    /// <summary>What <c>help</c> prints; a test holds the docs against it.</summary>
    public const string Help =
        """
        dotnet dev.cs COMMAND [OPTIONS]

          run [OPTIONS]             connect a hub to the Ahrefs simulator and check it for updates; stays up until Ctrl-C
            --once                    end after the report
            --members SET             small (14 people, the default), medium (267) or large (5,120)
            --fresh                   forget the data of earlier runs of that set
            --telemetry               print the trace of the check as a tree
          test [PROJECT] [OPTIONS]  set up this machine, build, run every test (or those of projects whose name contains PROJECT)
            --all                     also the long ones, which kill the app at every moment of a connection and a check
            --config local|azure      azure: the end-to-end tests only, with a simulated key vault and access tokens of a
                                      simulated tenant in place of the local store and API keys (Linux only)

          serve [--page-map FILE]   start the app on this machine against the real Ahrefs (see docs/operations.md); stays up until Ctrl-C
          probe --hub ID [OPTIONS]  have a running app compare the site's pages with its page map, and print what it found
            --open-dialogs            open menus and dialogs too, and leave them again; nothing is sent
            --verify WORD             record that you did what docs/operations.md says, so that what was found may be changed
            --app ADDRESS             where the app is; the one that was started last on this machine where it is left away
            --key-file FILE           the caller's API key; the Owner's of this machine where it is left away
          signin --hub ID [OPTIONS]  show the site's sign-in page in a window, wait until a person has signed in, and give a running
                                    app the session, encrypted; the task that waits for it goes on (see docs/operations.md)
            --workspace NAME          which one, where the hub has none yet and the account sees several
            --minutes N               how long to wait for the person (15)
            --page-map FILE           the page map that the app goes by, where it is not the product's own
            --app, --key-file         as above
          secrets move --to URI [OPTIONS]  copy the secrets of this machine into a key vault, and read each back (see docs/operations.md)
            --from FOLDER             where they are; those of `serve` where it is left away
            --replace                 also those of which the vault holds another value, or which were deleted there
          backup --to FOLDER        save the tables and blobs of the account that AzureWebJobsStorage names, without secrets (see docs/operations.md)
            --data SET                where none is named: the data of this machine, real (the default), small, medium or large
          restore --from FOLDER     write them into an account that is empty, and revoke every API key and SCIM token
            --keep-keys               leave them as good as they were
            --owner OBJECT-ID         who the Owner is in the tenant, where they have a key only, as those of `serve` have
            --data SET                as above

          bench [OPTIONS]           measure what docs/benchmarks.md lists, in a Release build
            --json FILE               write the figures to FILE
            --only GROUP              one group: sync, host, automation, reads, scim, webhook, group or simulate
            --runs N                  how often each side is measured, at least 3 (the default); the median counts
            --case PART               automation: only remove100, invite100, read5000virtual or checks300

          soak [OPTIONS]            try long what the tests hold a slice of, in a Release build
            --json FILE               write the figures to FILE
            --only GROUP              one group: matrix (every operation on every variant of the pages, and every fault),
                                      automation (random changes, troubles and kills against a model),
                                      groups (random changes of groups at Entra, lost events and kills against a model)
                                      or fuzz (hostile requests)
            --seed N --runs N         automation, groups, fuzz: what it begins with, and how many runs
            --keep FILE               matrix, automation, groups: go on where a run was ended
            --case PART               matrix: only the cases whose name contains PART; docs/automation-matrix.md is then left alone

          sbom                      write the list of the app's NuGet packages (CycloneDX 1.6) to .seatkeeper/sbom.cdx.json
            --to FILE                 or to FILE

          help                      this text (the SDK keeps --help for itself, unless it comes after --)

        What is made on this machine (tools, data, keys, logs) is in .seatkeeper, which git ignores.
        """;

    /// <summary>The exit code: 0 done, 1 failed, 2 not understood, 130 stopped by Ctrl-C.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        try
        {
            return await DispatchAsync(args, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }
        catch (Exception e) when (StepFailedException.Of(e) is { } failure)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{failure.Message}[/]");
            AnsiConsole.MarkupLineInterpolated($"[yellow]What to do:[/] {failure.Remedy}");
            return 1;
        }
    }

    private static async Task<int> DispatchAsync(string[] args, CancellationToken cancellation)
    {
        switch (args)
        {
            case ["run", .. var options]:
                return await RunCommand.RunAsync(RunOptions.Parse(options), cancellation);
            case ["serve"]:
                return await ServeCommand.RunAsync(pageMap: null, cancellation);
            case ["serve", "--page-map", { } file]:
                return await ServeCommand.RunAsync(file, cancellation);
            case ["probe", .. var options]:
                return await ProbeCommand.RunAsync(ProbeOptions.Parse(options), cancellation);
            case ["signin", .. var options]:
                return await SignInCommand.RunAsync(options, cancellation);
            case ["secrets", "move", .. var options]:
                return await MoveSecretsCommand.RunAsync(options, cancellation);
            case ["backup" or "restore", ..]:
                return await BackupCommand.RunAsync(args, cancellation);
            case ["sbom", .. [] or ["--to", { Length: > 0 }]]:
                return await SbomCommand.RunAsync(args is [_, _, var to] ? to : null, cancellation);
            case ["bench", .. var options]:
                return await BenchCommand.RunAsync(options, cancellation);
            case ["soak", ..]:
                return await BenchCommand.RunAsync(args, cancellation);
            case ["test", .. var options] when options is not ["--help" or "-h"]:
                return await TestRun.RunAsync(TestOptions.Parse(options), cancellation);
            case [] or ["--help" or "-h" or "help", ..] or [_, "--help" or "-h"]:
                Console.WriteLine(Help);
                return 0;
            default:
                Console.Error.WriteLine($"Not understood: {string.Join(' ', args)}\n\n{Help}");
                return 2;
        }
    }
}
