using System.Text.Json;
using static Seatkeeper.Conventions.Tests.Infra.Snapshot;

namespace Seatkeeper.Conventions.Tests.Infra;

/// <summary>What each stage would make, as the compiler reckons it from template and parameters, without a cloud.</summary>
public sealed class SnapshotTests
{
    // What bears no tags: parts of something else, and what is no resource of its own.
    private static readonly HashSet<string> tagless = new(StringComparer.Ordinal)
    {
        "Microsoft.Authorization/roleAssignments", "Microsoft.Authorization/locks", "Microsoft.Insights/diagnosticSettings", "Microsoft.Consumption/budgets",
    };

    private const string NoImage = "";

    [Theory]
    [InlineData("test")]
    [InlineData("production")]
    public async Task A_stage_makes_the_app_and_all_that_it_makes_can_be_told_from_other_peoples_things(string stage)
    {
        var resources = await OfAsync(stage);

        var app = One(resources, "Microsoft.App/containerApps");
        var scale = app.GetProperty("properties").GetProperty("template").GetProperty("scale");
        // Two numbers that differ would let the platform end an instance in the middle of its work.
        Assert.Equal(scale.GetProperty("minReplicas").GetInt32(), scale.GetProperty("maxReplicas").GetInt32());
        Assert.True(scale.GetProperty("minReplicas").GetInt32() >= 1);
        Assert.Equal("Single", app.GetProperty("properties").GetProperty("configuration").GetProperty("activeRevisionsMode").GetString());
        Rule.Holds(from resource in resources
                   let type = resource.GetProperty("type").GetString() ?? ""
                   where type.Count('/') == 1 && !tagless.Contains(type)
                   where !resource.TryGetProperty("tags", out var tags) || tags.GetProperty("product").GetString() != "seatkeeper" || tags.GetProperty("stage").GetString() != stage
                   select $"{type} bears no tags, so infra/teardown takes it for somebody else's");
        Assert.Contains(resources, resource => Is(resource, "Microsoft.Insights/scheduledQueryRules"));
        Assert.Single(resources, resource => Is(resource, "Microsoft.Consumption/budgets"));
    }

    [Fact]
    public async Task Production_is_reached_by_its_network_only_and_cannot_be_deleted_by_mistake()
    {
        var resources = await OfAsync("production");

        foreach (var type in new[] { "Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults", "Microsoft.ContainerRegistry/registries" })
            Assert.Equal("Disabled", One(resources, type).GetProperty("properties").GetProperty("publicNetworkAccess").GetString());
        var reached = resources.Where(resource => Is(resource, "Microsoft.Network/privateEndpoints"))
            .SelectMany(endpoint => endpoint.GetProperty("properties").GetProperty("privateLinkServiceConnections").EnumerateArray())
            .SelectMany(connection => connection.GetProperty("properties").GetProperty("groupIds").EnumerateArray()).Select(part => part.GetString());
        Assert.Equal(["blob", "queue", "registry", "table", "vault"], reached.Order(StringComparer.Ordinal));
        Assert.Equal(2, resources.Count(resource => Is(resource, "Microsoft.Authorization/locks")));
        // Whoever backs up does so from inside, and a subnet that is not in this list would not outlive the next deployment.
        var subnets = One(resources, "Microsoft.Network/virtualNetworks").GetProperty("properties").GetProperty("subnets").EnumerateArray();
        Assert.Equal(["app", "endpoints", "operators"], subnets.Select(subnet => subnet.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Without_an_image_everything_but_the_app_is_made()
    {
        var resources = await OfAsync("test", image: NoImage);

        Assert.DoesNotContain(resources, resource => Is(resource, "Microsoft.App/containerApps"));
        One(resources, "Microsoft.ContainerRegistry/registries");
        One(resources, "Microsoft.App/managedEnvironments");
    }

    [Fact]
    public async Task Every_replica_of_every_revision_is_the_same_host_and_another_stage_is_another_one()
    {
        var ids = new List<string?>();
        foreach (var stage in new[] { "test", "production" })
            ids.Add(Settings(await OfAsync(stage), "container")["AzureFunctionsWebHost__hostid"]);

        // Before a deployment nobody knows the part that is reckoned from the group.
        Assert.Collection(ids, test => Assert.Contains("seatkpr-test-", test, StringComparison.Ordinal), production => Assert.Contains("seatkpr-production-", production, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("container")]
    [InlineData("flex")]
    public async Task While_it_is_closed_the_app_is_called_from_the_named_networks_only_and_else_from_everywhere(string hosting)
    {
        Func<string, string> hosted = parameters => parameters.Replace("param hosting = 'container'", $"param hosting = '{hosting}'", StringComparison.Ordinal);
        var open = await OfAsync("test", change: hosted);
        var closed = await OfAsync("test", change: parameters => hosted(parameters).Replace("param callersFrom = []", "param callersFrom = ['203.0.113.7/32']", StringComparison.Ordinal));

        Assert.Empty(Allowed(open, hosting));
        Assert.Equal(["203.0.113.7/32"], Allowed(closed, hosting));
    }

    [Fact]
    public async Task With_Flex_Consumption_one_instance_at_most_uses_the_browser_whose_address_stays_in_the_vault()
    {
        var resources = await OfAsync("test", change: parameters => parameters.Replace("param hosting = 'container'", "param hosting = 'flex'", StringComparison.Ordinal));

        var app = One(resources, "Microsoft.Web/sites").GetProperty("properties").GetProperty("functionAppConfig");
        Assert.Equal(1, app.GetProperty("scaleAndConcurrency").GetProperty("maximumInstanceCount").GetInt32());
        // Those would come on top of that one.
        Assert.False(app.GetProperty("scaleAndConcurrency").TryGetProperty("alwaysReady", out _));
        Assert.Equal("UserAssignedIdentity", app.GetProperty("deployment").GetProperty("storage").GetProperty("authentication").GetProperty("type").GetString());
        Assert.Contains("@Microsoft.KeyVault(VaultName=kv-", Settings(resources, "flex")["Browser__WsEndpoint"], StringComparison.Ordinal);
        Assert.DoesNotContain(resources, resource => Is(resource, "Microsoft.App/managedEnvironments") || Is(resource, "Microsoft.ContainerRegistry/registries"));
    }

    private static List<string?> Allowed(List<JsonElement> resources, string hosting)
    {
        var isContainer = hosting == "container";
        var properties = One(resources, isContainer ? "Microsoft.App/containerApps" : "Microsoft.Web/sites").GetProperty("properties");
        var ingress = isContainer ? properties.GetProperty("configuration").GetProperty("ingress") : properties.GetProperty("siteConfig");
        var rules = ingress.GetProperty("ipSecurityRestrictions").EnumerateArray().ToList();
        Assert.All(rules, rule => Assert.Equal("Allow", rule.GetProperty("action").GetString()));
        if (!isContainer) Assert.Equal(rules.Count == 0 ? "Allow" : "Deny", ingress.GetProperty("ipSecurityRestrictionsDefaultAction").GetString());
        return [.. rules.Select(rule => rule.GetProperty(isContainer ? "ipAddressRange" : "ipAddress").GetString())];
    }
}
