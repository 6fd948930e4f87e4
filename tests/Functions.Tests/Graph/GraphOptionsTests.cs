using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tests.Graph;

public sealed class GraphOptionsTests
{
    private const string Tenant = "7d96d549-841b-4092-9c09-89abae4c860c";
    private const string Cloud = "DefaultEndpointsProtocol=https;AccountName=seats;AccountKey=AAAA;EndpointSuffix=core.windows.net";

    private static string? FaultOf(GraphOptions options, string storage = Cloud) =>
        new GraphOptionsCheck(Options.Create(new StorageOptions { ConnectionString = storage })).Validate(null, options).FailureMessage;

    [Theory]
    [InlineData("https://graph.microsoft.com")]
    [InlineData("https://graph.microsoft.com/v1.0/")]
    [InlineData("https://graph.microsoft.us")]
    [InlineData("https://dod-graph.microsoft.us")]
    [InlineData("https://microsoftgraph.chinacloudapi.cn")]
    public void The_clouds_of_Microsoft_are_taken(string address) => Assert.Null(FaultOf(new GraphOptions { TenantId = Tenant, BaseUrl = address, NotificationUrl = "https://seats.example" }));

    [Theory]
    [InlineData("http://graph.microsoft.com")]
    [InlineData("https://graph.microsoft.com.evil.example")]
    [InlineData("https://graph.microsoft.com:8443")]
    [InlineData("https://me@graph.microsoft.com")]
    [InlineData("https://graph.microsoft.com/other")]
    [InlineData("https://127.0.0.1:5000")]
    [InlineData("http://localhost")]
    [InlineData("nowhere")]
    public void No_other_place_is_sent_a_token(string address) => Assert.StartsWith("Graph__BaseUrl", FaultOf(new GraphOptions { TenantId = Tenant, BaseUrl = address, ClientId = "app", ClientSecretName = "graph" }), StringComparison.Ordinal);

    [Fact]
    public void The_loopback_and_a_secret_in_the_settings_are_for_development_storage_only()
    {
        var options = new GraphOptions { TenantId = Tenant, BaseUrl = "http://127.0.0.1:5000/w/one", ClientId = "app", ClientSecret = "secret", NotificationUrl = "http://127.0.0.1:6000" };

        Assert.Null(FaultOf(options, "UseDevelopmentStorage=true"));
        Assert.NotNull(FaultOf(options));
        options.BaseUrl = "https://graph.microsoft.com";
        Assert.StartsWith("Graph__ClientSecret is for development", FaultOf(options), StringComparison.Ordinal);
        options.ClientSecret = "";
        Assert.StartsWith("Graph__NotificationUrl", FaultOf(options), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", new GraphOptions { ClientSecret = "a secret" }.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_tenant_is_an_id_and_nothing_is_asked_without_one()
    {
        Assert.Null(FaultOf(new GraphOptions { BaseUrl = "anything" }));
        Assert.StartsWith("Graph__TenantId", FaultOf(new GraphOptions { TenantId = "corp.example" }), StringComparison.Ordinal);
        Assert.StartsWith("Graph__NotificationUrl", FaultOf(new GraphOptions { NotificationUrl = "https://seats.example" }), StringComparison.Ordinal);
        Assert.StartsWith("Graph__ClientId", FaultOf(new GraphOptions { TenantId = Tenant, ClientSecretName = "graph" }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_subscription_lives_long_enough_to_be_renewed_though_some_looks_fail()
    {
        Assert.Null(FaultOf(new GraphOptions { TenantId = Tenant, SubscriptionLife = TimeSpan.FromHours(3) }));
        Assert.Contains("from 03:00:00", FaultOf(new GraphOptions { TenantId = Tenant, SubscriptionLife = TimeSpan.FromHours(2.9) }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://seats.example", "https://seats.example/api/v1/webhooks/graph")]
    [InlineData("https://seats.example/", "https://seats.example/api/v1/webhooks/graph")]
    [InlineData("https://gate.example/seats/api/v1/webhooks/graph", "https://gate.example/seats/api/v1/webhooks/graph")]
    public void The_address_of_the_app_or_of_its_webhook_is_enough(string told, string webhook) => Assert.Equal(webhook, new GraphOptions { NotificationUrl = told }.Webhook);
}
