using LocalHost.Tests.Hosting;
using Seatkeeper.Dev.Setup;

namespace LocalHost.Tests.Starting;

/// <summary>What the host refuses to start with: it ends with code 2 and a message that names the place.</summary>
public sealed class RefusalTests(SharedHost shared)
{
    public static TheoryData<string, string, string> BrokenFiles => new()
    {
        { "host.json", "{ \"version\": \"2.0\", ", "host.json is not readable JSON" },
        { "host.json", "[]", "host.json holds no JSON object" },
        { "host.json", "{ \"version\": \"1.0\" }", "host.json must say \"version\": \"2.0\"" },
        { "host.json", "{ \"version\": \"2.0\", \"functionTimeout\": \"soon\" }", "host.json: functionTimeout 'soon'" },
        { "host.json", "", "There is no host.json in" },
        { "worker.config.json", "", "There is no worker.config.json in" },
        { "worker.config.json", "{}", "worker.config.json has no description" },
        { "worker.config.json", "{ \"description\": { \"language\": \"node\" } }", "describes a worker for 'node'" },
        { "worker.config.json", "{ \"description\": { \"defaultWorkerPath\": \"Gone.dll\" } }", "names the assembly Gone.dll, which is not there" },
        { "local.settings.json", "{ \"IsEncrypted\": true }", "local.settings.json is encrypted" },
        { "local.settings.json", "{ \"Values\": { \"A\": {} } }", "the value of A must be a string" },
        { "local.settings.json", "{ \"Values\": { \"FUNCTIONS_WORKER_RUNTIME\": \"node\" } }", "FUNCTIONS_WORKER_RUNTIME is 'node'" },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void Names_the_file_that_is_missing_or_broken(string file, string content, string message)
    {
        Assert.SkipWhen(SharedHost.IsForeign, "About this host's own words.");
        var folder = Repository.NewRunFolder("refused");
        try
        {
            Write("host.json", "{ \"version\": \"2.0\" }");
            Write("worker.config.json", "{ \"description\": { \"language\": \"dotnet-isolated\", \"defaultWorkerPath\": \"App.dll\" } }");
            Write("App.dll", "-");
            Write(file, content);
            var refusal = Assert.Throws<Settings.RefusalException>(() => Settings.HostedApp.Load(Settings.HostCommand.Parse(["--app", folder])));
            Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Write(string name, string text)
        {
            if (text.Length > 0)
                File.WriteAllText(Path.Combine(folder, name), text);
            else
                File.Delete(Path.Combine(folder, name));
        }
    }

    [Theory]
    [InlineData("TickSchedule", "every now and then", "Function Tick: The schedule expression 'every now and then' was not recognized as a valid cron expression or timespan string.")]
    [InlineData("TickSchedule", "%Nowhere%", "Function Tick: its schedule refers to %Nowhere%, but there is no such setting.")]
    [InlineData("AzureWebJobsStorage", "nonsense", "The setting AzureWebJobsStorage is not a storage connection string.")]
    [InlineData("AzureFunctionsJobHost__extensions__durableTask__hubName", "no-hyphens", "(extensions.durableTask) or a setting over it says")]
    [InlineData("Sample__FailAtStart", "the app cannot start", "could not be started (3 tries)")]
    public async Task Names_the_setting_that_is_wrong(string name, string value, string message)
    {
        Assert.SkipWhen(SharedHost.IsForeign, "Starts hosts of its own.");
        await using var host = await SampleHost.LaunchAsync(
            new SampleSettings(shared.Azurite.NewAccount()) { Also = new Dictionary<string, string?>(StringComparer.Ordinal) { [name] = value } });
        Assert.Contains(message, await host.UntilEndedAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unknown option '--prot'", "--prot", "1")]
    [InlineData("Option --port: 'x' is not a number", "--port", "x")]
    [InlineData("Option --bind: 'here' is not an IP address", "--bind", "here")]
    [InlineData("There is no folder", "--app", "not-a-folder")]
    [InlineData("Option --keys needs a value", "--keys")]
    public void Names_the_option_that_is_wrong(string message, params string[] args) =>
        Assert.Contains(message, Assert.Throws<Settings.RefusalException>(() => Settings.HostCommand.Parse(args)).Message, StringComparison.Ordinal);
}
