using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Settings;

/// <summary>What the app reads, what docs/settings.md says of it, and what the sample gives a developer.</summary>
public sealed partial class SettingsTests
{
    // Alternatives to a connection string, and a list, which has no value of its own.
    private static readonly HashSet<string> notInTheSample = new(StringComparer.Ordinal)
    {
        "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__blobServiceUri", "AzureWebJobsStorage__tableServiceUri",
        "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId", "Ahrefs__SubresourceHosts",
    };

    private static readonly Dictionary<string, string> quick = new(TestApp.ProcessPauses, StringComparer.Ordinal)
    {
        ["Secrets:Store"] = "LocalFile",
        ["Secrets:LocalDirectory"] = "nowhere",
        ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
    };

    private static readonly Dictionary<string, Type> processWide = new(StringComparer.Ordinal)
    {
        ["Retries"] = typeof(RetryOptions),
        ["StepRetries"] = typeof(StepRetryOptions),
        ["Questions"] = typeof(QuestionOptions),
    };

    private static readonly Lazy<IReadOnlyDictionary<string, string?>> read = new(Read);

    [Fact]
    public void The_page_of_settings_names_all_that_the_app_reads_and_nothing_else() =>
        Assert.Equal(read.Value.Keys.Order(StringComparer.OrdinalIgnoreCase), Documented().Keys.Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void The_page_of_settings_tells_the_defaults_of_the_code()
    {
        var documented = Documented();
        Assert.Empty(
            from setting in read.Value
            where setting.Value is not null && documented.TryGetValue(setting.Key, out var said) && said is not "none" && said != setting.Value
            select $"{setting.Key}: the page says {documented[setting.Key]}, the code {setting.Value}");
    }

    [Fact]
    public void The_sample_has_every_setting_and_changes_no_default()
    {
        var sample = Sample();
        var documented = Documented().Where(setting => !notInTheSample.Contains(setting.Key)).ToDictionary(StringComparer.Ordinal);

        Assert.Equal(documented.Keys.Append("FUNCTIONS_WORKER_RUNTIME").Order(StringComparer.Ordinal), sample.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(
            from setting in documented
            let given = sample[setting.Key]
            where setting.Value != "none" && (setting.Value == "empty" ? given.Length > 0 : given != setting.Value)
            select $"{setting.Key}: the page says {setting.Value}, the sample {given}");
    }

    [Fact]
    public void The_app_starts_with_the_sample_as_it_is()
    {
        var values = Sample().ToDictionary(setting => setting.Key.Replace("__", ":", StringComparison.Ordinal), setting => setting.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in quick) values[name] = value;
        var services = Compose(new ConfigurationBuilder().AddInMemoryCollection(values.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
        using var provider = services.BuildServiceProvider();

        foreach (var type in OptionTypes(services)) Resolve(provider, type);
    }

    private static ServiceCollection Compose(IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(configuration).AddSeatkeeper(configuration);
        return services;
    }

    private static List<Type> OptionTypes(IServiceCollection services) =>
    [
        .. services.Select(service => service.ServiceType)
            .Where(type => type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(IConfigureOptions<>))
            .Select(type => type.GenericTypeArguments[0])
            .Where(type => type.Assembly.GetName().Name?.StartsWith("Seatkeeper.", StringComparison.Ordinal) == true)
            .Distinct(),
    ];

    private static object Resolve(IServiceProvider provider, Type type)
    {
        var options = provider.GetRequiredService(typeof(IOptions<>).MakeGenericType(type));
        return options.GetType().GetProperty("Value")?.GetValue(options) ?? throw new InvalidOperationException($"{type} has no value.");
    }

    // Each setting with its default in the code, as text; null where the code says none.
    private static Dictionary<string, string?> Read()
    {
        var reads = new SettingReads(quick);
        var configuration = new ConfigurationBuilder().Add(reads).Build();
        var services = Compose(configuration);
        using var provider = services.BuildServiceProvider();
        var found = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in reads.Take()) found[NameOf(key)] = DefaultOf(processWide.GetValueOrDefault(key.Split(':')[0]), key);
        foreach (var type in OptionTypes(services))
        {
            Resolve(provider, type);
            foreach (var key in reads.Take()) found[NameOf(key)] = DefaultOf(type, key);
        }

        foreach (var schedule in Schedules()) found[schedule] = null;
        // A section's own value is asked for as well; only storage has one.
        foreach (var section in found.Keys.Where(name => name != "AzureWebJobsStorage" && found.Keys.Any(other => other.StartsWith(name + "__", StringComparison.OrdinalIgnoreCase))).ToList())
            found.Remove(section);
        return found;
    }

    private static string NameOf(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    private static string? DefaultOf(Type? options, string key)
    {
        if (key.Split(':') is not [_, var name] || options?.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is not { } property)
            return null;
        return property.GetValue(Activator.CreateInstance(options)) switch
        {
            null or "" or System.Collections.ICollection { Count: 0 } => "empty",
            bool yes => yes ? "true" : "false",
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            var value => value.ToString(),
        };
    }

    private static IEnumerable<string> Schedules() =>
        from type in typeof(Composition).Assembly.GetTypes()
        from method in type.GetMethods()
        from parameter in method.GetParameters()
        let timer = parameter.GetCustomAttribute<TimerTriggerAttribute>()
        where timer is not null
        select timer.Schedule.Trim('%');

    // The tables whose rows have three cells; those of two are the host's own.
    private static Dictionary<string, string> Documented() => File.ReadLines(Repository.InRoot("docs", "settings.md"))
        .Select(line => Row().Match(line))
        .Where(row => row.Success)
        .ToDictionary(row => row.Groups["name"].Value, row => row.Groups["default"].Value.Trim('`'), StringComparer.Ordinal);

    private static Dictionary<string, string> Sample()
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(Repository.InRoot("local.settings.sample.json")));
        return sample.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString() ?? "", StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| (?<default>[^|]+) \| .+ \|$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Row();
}
