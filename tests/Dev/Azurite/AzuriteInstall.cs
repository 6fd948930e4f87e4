using System.Globalization;
using System.Security.Cryptography;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Azurite;

/// <summary>Azurite from npm, at the versions of the committed lock file, in an ignored folder of the clone.</summary>
public static class AzuriteInstall
{
    private const int OldestNode = 20;

    /// <summary>Installs what is missing and gives the script that node runs.</summary>
    public static async Task<string> EnsureAsync(CancellationToken cancellation)
    {
        var folder = Repository.InLocal("npm");
        var script = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "azurite.js");
        var stamp = Path.Combine(folder, "installed");
        using var held = await FileLock.TakeAsync(Repository.InLocal("npm.lock"), cancellation);
        var wanted = await WantedAsync(cancellation);
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancellation) == wanted && File.Exists(script))
            return script;

        await CheckNodeAsync(cancellation);
        await Steps.RunAsync("Install Azurite from npm", () => InstallAsync(folder, cancellation));
        await File.WriteAllTextAsync(stamp, wanted, cancellation);
        return script;
    }

    private static string Source(string file) => Repository.InRoot("tests", "Dev", "Azurite", file);

    private static async Task<string> WantedAsync(CancellationToken cancellation) =>
        Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Source("package-lock.json"), cancellation)));

    private static async Task CheckNodeAsync(CancellationToken cancellation)
    {
        const string remedy = "Install Node.js 20 or newer with npm (https://nodejs.org), and run again.";
        if (Executables.OnPath("node") is not { } node || Executables.OnPath("npm") is null)
            throw new StepFailedException("Node.js is not installed.", remedy);
        var version = await CommandRun.RunAsync(new ServerStart("node", node, ["--version"]), cancellation);
        if (!int.TryParse(version.Output.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture, out var major) || major < OldestNode)
            throw new StepFailedException($"Node.js is too old: {version.Output.Trim()}.", remedy);
    }

    private static async Task InstallAsync(string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in new[] { "package.json", "package-lock.json" })
            File.Copy(Source(file), Path.Combine(folder, file), overwrite: true);
        var npm = new ServerStart("npm", Executables.OnPath("npm") ?? "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = folder };
        var run = await CommandRun.RunAsync(npm, cancellation);
        if (!run.Succeeded)
            throw new StepFailedException($"npm could not install Azurite:\n{run.Tail()}", "Check that npm reaches its registry (npm ping), and run again.");
    }
}
