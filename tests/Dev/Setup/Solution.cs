using Seatkeeper.Dev.Processes;

namespace Seatkeeper.Dev.Setup;

/// <summary>Builds the clone's projects with the SDK that runs this.</summary>
public static class Solution
{
    public static string Path => Repository.InRoot("Functions.sln");

    public static Task BuildAsync(CancellationToken cancellation) => Steps.RunAsync("Build Functions.sln", async () =>
    {
        await using var compiler = new CompilerServer();
        await BuildAsync(Path, compiler, cancellation);
    });

    /// <summary>Builds only some projects, and what they need.</summary>
    public static Task BuildAsync(IEnumerable<string> folders, CancellationToken cancellation) => Steps.RunAsync("Build", async () =>
    {
        await using var compiler = new CompilerServer();
        foreach (var folder in folders)
            await BuildAsync(Repository.InRoot(folder), compiler, cancellation);
    });

    /// <summary>Runs the SDK's own command line.</summary>
    public static Task<CommandRun> DotNetAsync(CancellationToken cancellation, params string[] arguments) =>
        CommandRun.RunAsync(
            new ServerStart("dotnet", "dotnet", arguments)
            {
                WorkingDirectory = Repository.Root,
                Environment = new Dictionary<string, string?>
                {
                    ["DOTNET_NOLOGO"] = "1",
                    ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",

                    // No build server is left behind when we are done.
                    ["MSBUILDDISABLENODEREUSE"] = "1",
                },
            },
            cancellation);

    private static async Task BuildAsync(string project, CompilerServer compiler, CancellationToken cancellation)
    {
        var build = await DotNetAsync(cancellation, ["build", project, "-v", "q", "-c", Repository.Configuration, .. compiler.Properties]);
        if (build.Succeeded)
            return;
        var errors = build.Output.Split('\n').Where(line => line.Contains("error", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Take(30);
        throw new StepFailedException($"{System.IO.Path.GetFileName(project)} does not build:\n{string.Join('\n', errors)}", "Mend the errors above, and run again.");
    }
}
