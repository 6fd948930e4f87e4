using System.Globalization;

namespace LocalHost.Settings;

/// <summary>The app to host, as its build output and its settings describe it.</summary>
internal sealed record HostedApp
{
    /// <summary>Where the settings of host.json lie in the configuration, here as in the real host.</summary>
    public const string HostSection = "AzureFunctionsJobHost";

    // What the plans other than Consumption give when host.json says nothing.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(30);

    public required string Directory { get; init; }
    public required string Assembly { get; init; }
    public required int Port { get; init; }
    public required IConfiguration Configuration { get; init; }
    public required IReadOnlyDictionary<string, string> LocalValues { get; init; }
    public required TimeSpan FunctionTimeout { get; init; }

    public string RoutePrefix => Configuration[$"{HostSection}:extensions:http:routePrefix"] ?? "api";

    public string? Storage => Configuration["AzureWebJobsStorage"];

    /// <summary>Sets this app's records in storage apart from those of other apps on the same account.</summary>
    public string HostId => new([.. (Configuration["AzureFunctionsWebHost:hostId"]
        ?? Configuration[$"{HostSection}:extensions:durableTask:hubName"]
        ?? Path.GetFileNameWithoutExtension(Assembly)).ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)]);

    public static HostedApp Load(HostCommand command)
    {
        var assembly = WorkerDescription.ReadAssembly(command.AppDirectory);
        var local = LocalSettings.Read(command.AppDirectory);
        var configuration = HostConfiguration.Build(command.AppDirectory, local);
        if (configuration["FUNCTIONS_WORKER_RUNTIME"] is { Length: > 0 } runtime && runtime != "dotnet-isolated")
            throw new RefusalException($"The setting FUNCTIONS_WORKER_RUNTIME is '{runtime}'; only dotnet-isolated is hosted here.");
        configuration["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        return new HostedApp
        {
            Directory = command.AppDirectory,
            Assembly = assembly,
            Port = command.Port ?? local.HttpPort ?? 7071,
            Configuration = configuration,
            LocalValues = local.Values,
            FunctionTimeout = ReadTimeout(configuration[$"{HostSection}:functionTimeout"], command.AppDirectory),
        };
    }

    /// <summary>A switch set by AzureWebJobs.{function}.Disabled, in either spelling of the separator.</summary>
    public bool IsDisabled(string function) =>
        (Configuration[$"AzureWebJobs.{function}.Disabled"] ?? Configuration[$"AzureWebJobs:{function}:Disabled"]) is { } text
        && (text == "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>The text with every %Setting% replaced by that setting's value.</summary>
    public string Resolve(string text, string where)
    {
        while (text.IndexOf('%', StringComparison.Ordinal) is var start and >= 0 && text.IndexOf('%', start + 1) is var end and > 0)
        {
            var name = text[(start + 1)..end];
            var value = Configuration[name] ?? Configuration[name.Replace("__", ":", StringComparison.Ordinal)]
                ?? throw new RefusalException($"{where} refers to %{name}%, but there is no such setting.");
            text = text[..start] + value + text[(end + 1)..];
        }

        return text;
    }

    private static TimeSpan ReadTimeout(string? text, string directory) => text switch
    {
        null => DefaultTimeout,
        "-1" or "-00:00:01" => Timeout.InfiniteTimeSpan,
        _ when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero => time,
        _ => throw new RefusalException($"{Path.Combine(directory, "host.json")}: functionTimeout '{text}' is not a time such as 00:05:00, or -1."),
    };
}
