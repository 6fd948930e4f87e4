using Seatkeeper.Dev.Processes;

namespace Seatkeeper.Dev.Setup;

/// <summary>
/// A compiler that serves one build: started by the first project that needs it, so that the others do not each pay for a
/// start, and ended with the build. Its name is its own, so no other build on the machine loses its server.
/// </summary>
public sealed class CompilerServer : IAsyncDisposable
{
    private readonly string name = $"sk{Guid.NewGuid():N}"[..12];

    /// <summary>What the build has to be told.</summary>
    public IReadOnlyList<string> Properties => ["-p:UseSharedCompilation=true", $"-p:SharedCompilationId={name}"];

    /// <summary>Ends it. One that cannot be reached ends by itself when it has been idle for a while.</summary>
    public async ValueTask DisposeAsync()
    {
        var version = (await Solution.DotNetAsync(CancellationToken.None, "--version")).Output.Trim();
        var sdks = (await Solution.DotNetAsync(CancellationToken.None, "--list-sdks")).Output.Split('\n');
        if (sdks.FirstOrDefault(sdk => sdk.StartsWith($"{version} [", StringComparison.Ordinal)) is not { } found)
            return;
        var folder = found.Trim()[(version.Length + 2)..^1];
        var server = Path.Combine(folder, version, "Roslyn", "bincore", "VBCSCompiler.dll");
        if (File.Exists(server))
            await Solution.DotNetAsync(CancellationToken.None, server, "-shutdown", $"-pipename:{name}");
    }
}
