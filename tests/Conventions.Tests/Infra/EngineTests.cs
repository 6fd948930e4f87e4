using System.Text.Json;
using System.Text.Json.Nodes;
using static Seatkeeper.Conventions.Tests.Infra.Snapshot;

namespace Seatkeeper.Conventions.Tests.Infra;

/// <summary>
/// The Durable Task Scheduler as a choice of build and templates. What is held here is what they say: its package is not to be had where
/// this was written, so an app for it was never built, and none was ever deployed.
/// </summary>
public sealed class EngineTests
{
    private const string Package = "Microsoft.Azure.Functions.Worker.Extensions.DurableTask.AzureManaged";
    private const string DataContributor = "0ad04412-c4d5-4796-b79c-f76d14c8d402";

    [Theory]
    [InlineData("container")]
    [InlineData("flex")]
    public async Task With_a_scheduler_the_app_is_given_what_its_host_file_asks_for_and_may_use_the_task_hub(string hosting)
    {
        var resources = await OfAsync("test", change: parameters => Scheduled(parameters, hosting));
        var settings = Settings(resources, hosting);
        var asked = Durable("host.scheduler.json");
        var hub = One(resources, "Microsoft.DurableTask/schedulers/taskHubs");
        var id = hub.GetProperty("id").GetString() ?? "";

        Assert.Equal("azureManaged", Text(asked["storageProvider"]?["type"]));
        Assert.EndsWith($"/{settings[Text(asked["hubName"]).Trim('%')]}", hub.GetProperty("name").GetString(), StringComparison.Ordinal);
        var connection = settings[Text(asked["storageProvider"]?["connectionStringName"])];
        Assert.Contains("Endpoint=", connection, StringComparison.Ordinal);
        Assert.Contains(";Authentication=ManagedIdentity;ClientID=", connection, StringComparison.Ordinal);
        var role = Assert.Single(resources, resource => Is(resource, "Microsoft.Authorization/roleAssignments") && (resource.GetProperty("id").GetString() ?? "").StartsWith(id, StringComparison.Ordinal));
        Assert.EndsWith($"/{DataContributor}", role.GetProperty("properties").GetProperty("roleDefinitionId").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test", "Enabled", "0.0.0.0/0")]
    [InlineData("production", "Disabled")]
    public async Task A_scheduler_bears_tags_and_is_reached_as_storage_is(string stage, string publicAccess, params string[] allowed)
    {
        var resources = await OfAsync(stage, change: parameters => Scheduled(parameters, "container"));
        var scheduler = One(resources, "Microsoft.DurableTask/schedulers");
        var properties = scheduler.GetProperty("properties");
        var isPrivate = publicAccess == "Disabled";

        Assert.Equal(stage, scheduler.GetProperty("tags").GetProperty("stage").GetString());
        Assert.Equal(publicAccess, properties.GetProperty("publicNetworkAccess").GetString());
        // An empty list is nobody.
        Assert.Equal(allowed, properties.GetProperty("ipAllowlist").EnumerateArray().Select(network => network.GetString()));
        Assert.Equal(isPrivate, resources.Exists(resource => Is(resource, "Microsoft.Network/privateEndpoints") && resource.GetRawText().Contains("\"scheduler\"", StringComparison.Ordinal)));
        Assert.Equal(isPrivate, resources.Exists(resource => Is(resource, "Microsoft.Network/privateDnsZones") && resource.GetProperty("name").GetString() == "privatelink.durabletask.io"));
    }

    [Theory]
    [InlineData("test")]
    [InlineData("production")]
    public async Task As_the_stages_are_nothing_of_a_scheduler_is_made(string stage)
    {
        var resources = await OfAsync(stage);
        Assert.DoesNotContain(resources, resource => resource.GetRawText().Contains("durabletask", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(Settings(resources, "container").Keys, name => name is "DURABLE_TASK_SCHEDULER_CONNECTION_STRING" or "TASKHUB_NAME");
    }

    [Fact]
    public void Both_host_files_differ_only_in_where_the_engine_keeps_its_work()
    {
        var (storage, scheduler) = (Host("host.json"), Host("host.scheduler.json"));
        foreach (var durable in new[] { storage, scheduler }.Select(host => host["extensions"]?["durableTask"]?.AsObject()))
            Assert.True(durable?.Remove("hubName") is true && durable.Remove("storageProvider"));

        Assert.Equal(storage.ToJsonString(), scheduler.ToJsonString());
    }

    [Fact]
    public async Task The_switch_of_the_build_adds_one_package_and_the_other_host_file_and_without_it_there_is_neither()
    {
        // Evaluated, not built: nothing is fetched.
        var (plain, off, on) = (await ItemsAsync(), await ItemsAsync("-p:DurableTaskScheduler="), await ItemsAsync("-p:DurableTaskScheduler=true"));

        foreach (var kind in new[] { "PackageReference", "PackageVersion" })
        {
            Assert.Equal([Package], Names(on, kind).Except(Names(plain, kind), StringComparer.Ordinal));
            Assert.Empty(Names(plain, kind).Except(Names(on, kind), StringComparer.Ordinal));
        }

        Assert.Equal(["../../host.json"], HostFiles(plain));
        Assert.Equal(["../../host.scheduler.json"], HostFiles(on));
        // As the image's recipe says it where nobody gave a value.
        Assert.Equal(plain.ToJsonString(), off.ToJsonString());
    }

    private static string Scheduled(string parameters, string hosting) =>
        parameters.Replace("param hosting = 'container'", $"param hosting = '{hosting}'\nparam engine = 'scheduler'", StringComparison.Ordinal);

    private static JsonNode Host(string file) => JsonNode.Parse(SourceTree.ReadText(file)) ?? throw new JsonException($"{file} is empty.");

    private static JsonNode Durable(string file) => Host(file)["extensions"]?["durableTask"] ?? throw new JsonException($"{file} says nothing of durableTask.");

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";

    private static async Task<JsonNode> ItemsAsync(params string[] options)
    {
        var run = await Command.RunAsync("dotnet", ["msbuild", Path.Combine("src", "Functions", "Functions.csproj"), "-getItem:PackageReference,PackageVersion,None", .. options]);
        Assert.True(run.ExitCode == 0, run.Out + run.Error);
        return JsonNode.Parse(run.Out)?["Items"] ?? throw new JsonException("There are no items.");
    }

    private static List<string> Names(JsonNode items, string kind) => [.. (items[kind]?.AsArray() ?? []).Select(item => Text(item?["Identity"]))];

    private static IEnumerable<string> HostFiles(JsonNode items) => (items["None"]?.AsArray() ?? []).Where(item => Text(item?["Link"]) == "host.json").Select(item => Text(item?["Identity"]));
}
