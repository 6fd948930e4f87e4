using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Publishing;

/// <summary>What goes into the image, and that it runs by itself. The image was never built here: there is no registry to take its base from.</summary>
public sealed class PublishTests(LocalParts parts)
{
    private static readonly string[] needed =
    [
        "Seatkeeper.Functions.dll", "Seatkeeper.Domain.dll", "Seatkeeper.Contracts.dll", "Seatkeeper.Connectors.dll", "host.json", "worker.config.json", "functions.metadata",
        Path.Combine(".azurefunctions", "function.deps.json"), Path.Combine(".playwright", "package", "cli.js"), Path.Combine(".playwright", "node", "linux-x64", "node"),
    ];

    [Fact(Explicit = true)]
    public async Task What_is_published_holds_what_it_needs_and_nothing_of_tests_and_starts_by_itself()
    {
        Surroundings.SkipOnAzure("what is published is started with the local store and key, which every machine has.");
        var cancel = TestContext.Current.CancellationToken;
        var folder = Repository.NewRunFolder("published");
        var app = Path.Combine(folder, "app");
        var publish = await CommandRun.RunAsync(
            new ServerStart("publish", "dotnet", ["publish", Repository.InRoot("src", "Functions", "Functions.csproj"), "--configuration", "Release", "--output", app]), cancel);
        Assert.True(publish.Succeeded, publish.Tail());

        var files = Directory.EnumerateFiles(app, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(app, file)).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(needed, file => !files.Contains(file));
        Assert.DoesNotContain(files, file => Path.GetFileName(file) is "local.settings.json" or "appsettings.json" || IsForeign(file));

        await using var server = await FunctionsServer.StartAsync(
            new FunctionsSettings
            {
                AppFolder = app,
                Storage = parts.Azurite.NewAccount(),
                HubName = "Published",
                Folder = folder,
                OwnerKey = OwnerKey.Ensure(Path.Combine(folder, "owner.key")),
                Browser = parts.Browser,
            }, cancel);
        using var anyone = server.Client(key: null);
        using var answer = await anyone.Http.GetAsync("health/ready", cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancel));
    }

    private static bool IsForeign(string file) =>
        new[] { "LocalHost", "Simulator", "xunit", "Moq", ".Tests", "Seatkeeper.Dev", "SignIn" }.Any(name => Path.GetFileName(file).Contains(name, StringComparison.OrdinalIgnoreCase) && !file.StartsWith(".playwright", StringComparison.Ordinal));
}
