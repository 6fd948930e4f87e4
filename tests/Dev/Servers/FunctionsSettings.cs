using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Servers;

/// <summary>What the app is told by its environment.</summary>
public sealed record FunctionsSettings
{
    /// <summary>Storage of the durable engine, the tables and the blobs.</summary>
    public required string Storage { get; init; }

    /// <summary>The durable engine's own name for its part of the storage; apps that share an account differ in it.</summary>
    public required string HubName { get; init; }

    /// <summary>A folder of this app's own: secrets, keys, log.</summary>
    public required string Folder { get; init; }

    public required OwnerKey OwnerKey { get; init; }

    public required string Browser { get; init; }

    /// <summary>Where the site is, or null where no test goes there.</summary>
    public SimulatedWorld? World { get; init; }

    public int Port { get; init; }

    /// <summary>Further settings, which win over those made here.</summary>
    public IReadOnlyDictionary<string, string?> Also { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether the app writes its spans to <see cref="TraceFile"/>.</summary>
    public bool WritesTraces { get; init; }

    public string TraceFile => Path.Combine(Folder, "traces.jsonl");

    public string LogFile => Path.Combine(Folder, "functions.log");

    /// <summary>The app; what was built of it where nothing else is said.</summary>
    public string AppFolder { get; init; } = Output("Functions", "");

    private static string HostAssembly => Output("LocalHost", "LocalHost.dll");

    internal ServerStart ToStart()
    {
        Directory.CreateDirectory(Folder);
        var keys = Path.Combine(Folder, "host-keys.json");
        return ServerStart.DotNet("Functions app", HostAssembly, "--app", AppFolder, "--port", $"{Port}", "--rpc-port", "0", "--keys", keys) with
        {
            Environment = Values(),
            LogFile = LogFile,
            WorkingDirectory = Folder,
        };
    }

    private static string Output(string project, string file) => Repository.Built($"src/{project}", file);

    private Dictionary<string, string?> Values()
    {
        var values = new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = Storage,
            ["AzureFunctionsJobHost__extensions__durableTask__hubName"] = HubName,
            ["DailyCheckSchedule"] = "0 0 3 * * *",
            ["WatchdogSchedule"] = "0 */5 * * * *",
            ["NotificationSchedule"] = "0 * * * * *",
            ["GraphNotificationSchedule"] = "*/10 * * * * *",
            ["GraphReconcileSchedule"] = "0 */30 * * * *",
            ["GroupReadSchedule"] = "0 * * * * *",
            ["Secrets__Store"] = "LocalFile",
            ["Secrets__LocalDirectory"] = Path.Combine(Folder, "secrets"),
            ["Browser__ExecutablePath"] = Browser,
            // All callers are this machine; what tries a thousand wrong keys here holds nobody else off.
            ["Limits__FailedTries"] = "1000000",
            ["Bootstrap__OwnerName"] = "Local Owner",
            ["Bootstrap__OwnerEmail"] = "owner@corp.test",
            ["Bootstrap__OwnerKeyHash"] = OwnerKey.Hash,
        };
        if (WritesTraces)
            values["Telemetry__TraceFile"] = TraceFile;
        if (World is not null)
            foreach (var (name, value) in World.AppSettings)
                values[name] = value;
        foreach (var (name, value) in Also)
            values[name] = value;
        return values;
    }
}
