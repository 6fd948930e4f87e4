using System.Net.Http.Json;
using System.Text.Json;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;

namespace LocalHost.Tests.Hosting;

/// <summary>What a test wants of its own host.</summary>
internal sealed record SampleSettings(string Storage)
{
    public IReadOnlyDictionary<string, string?> Also { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    public IReadOnlyList<string> Options { get; init; } = [];

    public string AppFolder { get; init; } = SampleHost.SampleApp;
}

/// <summary>A LocalHost process with the sample app in it.</summary>
internal sealed class SampleHost : IAsyncDisposable
{
    public const string MasterKey = "master-key-of-the-tests";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly SampleSettings settings;
    private readonly string folder = Repository.NewRunFolder("localhost-tests");

    private SampleHost(SampleSettings settings) => this.settings = settings;

    public static string SampleApp => Output("tests", "LocalHost.SampleApp");

    public ServerProcess Process { get; private set; } = null!;

    public SampleCaller Caller { get; private set; } = null!;

    public string KeyFile => Path.Combine(folder, "keys.json");

    public static async Task<SampleHost> StartAsync(SampleSettings settings, CancellationToken cancel)
    {
        var host = await LaunchAsync(settings);
        await host.WaitUntilServingAsync(cancel);
        return host;
    }

    /// <summary>Starts the process without waiting for anything.</summary>
    public static async Task<SampleHost> LaunchAsync(SampleSettings settings)
    {
        var host = new SampleHost(settings);
        host.Process = await ServerProcess.StartAsync(host.ToStart());
        return host;
    }

    public async Task WaitUntilServingAsync(CancellationToken cancel)
    {
        var line = await Process.WaitForListeningAsync(StartLimit, cancel);
        Caller = new SampleCaller(new Uri(line.GetProperty("listening").GetString() ?? ""), MasterKey);
    }

    /// <summary>Starts again on the same storage, journal and keys.</summary>
    public async Task RestartAsync(CancellationToken cancel)
    {
        await Process.DisposeAsync();
        Process = await ServerProcess.StartAsync(ToStart());
        await WaitUntilServingAsync(cancel);
    }

    /// <summary>Waits for a process that ends by itself; gives its output.</summary>
    public async Task<string> UntilEndedAsync(CancellationToken cancel)
    {
        await Process.Exited.WaitAsync(StartLimit, cancel);
        await Process.Output.FirstAsync(_ => false, cancel);
        return string.Join('\n', Process.Output.Lines);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static string Output(string area, string project) =>
        Repository.InRoot(area, project, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent?.Name ?? "Debug", "net10.0");

    private ServerStart ToStart()
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AzureWebJobsStorage"] = settings.Storage,
            ["Sample__Journal"] = Path.Combine(folder, "journal"),
            ["LocalHost__Keys__Master"] = MasterKey,
        };
        foreach (var (name, value) in settings.Also)
            environment[name] = value;
        string[] arguments = ["--app", settings.AppFolder, "--port", "0", "--keys", KeyFile, .. settings.Options];
        return ServerStart.DotNet("LocalHost", Path.Combine(Output("src", "LocalHost"), "LocalHost.dll"), arguments) with
        {
            Environment = environment,
            WorkingDirectory = folder,
        };
    }
}
