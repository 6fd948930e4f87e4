using Microsoft.Extensions.Configuration.Memory;

namespace LocalHost.Settings;

/// <summary>Puts the settings together as Core Tools do: host.json, over it local.settings.json, over that the real environment.</summary>
internal static class HostConfiguration
{
    // What these write at Information is the machinery's, many lines a second. host.json can ask for it by naming them.
    private static readonly Dictionary<string, string> Quiet = new(StringComparer.Ordinal)
    {
        ["Microsoft.AspNetCore"] = "Warning",
        ["Microsoft.AspNetCore.DataProtection"] = "Error",
        ["Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
        ["Microsoft.Hosting"] = "Warning",
        ["Microsoft.Azure.WebJobs.Hosting"] = "Warning",
        ["Yarp"] = "Warning",
        ["Grpc"] = "Warning",
        ["DurableTask"] = "Warning",
        ["Host.Triggers.DurableTask"] = "Warning",
        ["Host.Startup"] = "Warning",
        ["Azure"] = "Error",
    };

    public static ConfigurationManager Build(string directory, LocalSettings local)
    {
        var path = Path.Combine(directory, "host.json");
        var host = JsonSource.Read(path) ?? throw new RefusalException($"There is no host.json in {directory}.");
        if (!host.TryGetProperty("version", out var version) || version.ToString() != "2.0")
            throw new RefusalException($"{path} must say \"version\": \"2.0\".");

        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            // Has the WebJobs SDK look for its extensions' settings where the Functions host keeps them.
            ["AzureWebJobsConfigurationSection"] = HostedApp.HostSection,
        };
        foreach (var (category, level) in Quiet)
            values[$"Logging:LogLevel:{category}"] = level;
        Add(values, JsonSource.Flatten(host, HostedApp.HostSection));
        Add(values, local.Values.Select(value => KeyValuePair.Create(value.Key.Replace("__", ":", StringComparison.Ordinal), (string?)value.Value)));

        var configuration = new ConfigurationManager();
        configuration.Sources.Clear();
        ((IConfigurationBuilder)configuration).Add(new MemoryConfigurationSource { InitialData = values });
        ((IConfigurationBuilder)configuration).AddEnvironmentVariables();
        // Last, so that a level given in the environment counts as well.
        var levels = configuration.GetSection($"{HostedApp.HostSection}:logging:logLevel").AsEnumerable(makePathsRelative: true);
        ((IConfigurationBuilder)configuration).AddInMemoryCollection(
            levels.Where(level => level.Value is not null).Select(level => KeyValuePair.Create($"Logging:LogLevel:{level.Key}", level.Value)));
        return configuration;
    }

    private static void Add(Dictionary<string, string?> values, IEnumerable<KeyValuePair<string, string?>> more)
    {
        foreach (var (key, value) in more)
            values[key] = value;
    }
}
