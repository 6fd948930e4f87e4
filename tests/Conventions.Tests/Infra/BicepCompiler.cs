using System.Reflection;
using System.Text.Json;

namespace Seatkeeper.Conventions.Tests.Infra;

/// <summary>The templates, compiled once for all tests; by the user's own <c>bicep</c>, or the one that the build fetched.</summary>
public sealed class BicepCompiler : IAsyncLifetime, IDisposable
{
    private static readonly string someImage = $"registry.example/seatkeeper@sha256:{new string('a', 64)}";

    // It takes seconds of a processor: once for all classes.
    private static readonly Lazy<Task<CommandResult>> built = new(() => RunAsync(["build", Path.Combine("infra", "main.bicep"), "--stdout"]));

    private JsonDocument? main;

    /// <summary>What the compiler and its linter said; empty where all is well.</summary>
    public string Complaints { get; private set; } = "";

    internal JsonElement Main => main?.RootElement ?? throw new InvalidOperationException($"infra/main.bicep does not compile: {Complaints}");

    private static string? Program { get; } = Command.Find("bicep") ?? Fetched();

    public async ValueTask InitializeAsync()
    {
        if (Program is null) return;
        var run = await built.Value;
        Complaints = run.Error.Trim();
        if (run.ExitCode == 0) main = JsonDocument.Parse(run.Out);
    }

    /// <summary>Skips the test where there is no compiler: what was not looked at has not passed.</summary>
    public static void IsNeeded() => Assert.SkipWhen(Program is null, "There is no Bicep compiler: neither `bicep` on the path nor the package that the build fetches on Linux.");

    /// <summary>Runs the compiler; <paramref name="image"/> is the image that the parameters name, one by digest where it is left away.</summary>
    internal static Task<CommandResult> RunAsync(string[] arguments, string? image = null) =>
        Command.RunAsync(Program ?? throw new InvalidOperationException("There is no Bicep compiler."), arguments, Environment(image));

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose() => main?.Dispose();

    private static Dictionary<string, string> Environment(string? image) => new(StringComparer.Ordinal)
    {
        ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1",
        ["SEATKEEPER_IMAGE"] = image ?? someImage,
    };

    private static string? Fetched()
    {
        var folder = typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == "BicepFolder")?.Value;
        if (folder is null || !Directory.Exists(folder)) return null;
        var program = Directory.EnumerateFiles(folder, "bicep", SearchOption.AllDirectories).FirstOrDefault();
        // Packages keep no permissions.
        if (program is not null && !OperatingSystem.IsWindows()) File.SetUnixFileMode(program, File.GetUnixFileMode(program) | UnixFileMode.UserExecute);
        return program;
    }
}
