using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;

namespace Seatkeeper.Simulators.Tests.GraphApi;

public sealed class SubscriptionTests(GraphSite site)
{
    [Fact]
    public async Task A_subscription_is_made_once_its_addresses_answered_and_lives_until_it_ends()
    {
        var world = await site.NewWorldAsync(users: 2, inGroup: 2);
        await using var receiver = await Receiver.StartAsync();
        using var client = GraphSite.ClientOf(world);
        var group = await world.GroupIdAsync("SEO", GraphSite.Cancel);
        var made = await client.Subscriptions.PostAsync(Wish(receiver, $"/groups/{group}/members"), cancellationToken: GraphSite.Cancel);
        Assert.Equal("state-canary", made!.ClientState);
        var validated = await world.JournalAsync("validation", GraphSite.Cancel);
        Assert.Equal([receiver.Url, receiver.LifecycleUrl], validated.Select(entry => entry["target"]?.ToString()));

        var listed = Assert.Single((await client.Subscriptions.GetAsync(cancellationToken: GraphSite.Cancel))!.Value!);
        Assert.Equal((made.Id, $"/groups/{group}/members", null), (listed.Id, listed.Resource, listed.ClientState));
        var end = made.ExpirationDateTime!.Value.AddDays(20);
        var renewed = await client.Subscriptions[made.Id].PatchAsync(new Subscription { ExpirationDateTime = end }, cancellationToken: GraphSite.Cancel);
        Assert.Equal(end, renewed!.ExpirationDateTime);
        await client.Subscriptions[made.Id].Reauthorize.PostAsync(cancellationToken: GraphSite.Cancel);

        await world.AdvanceAsync(TimeSpan.FromDays(25), GraphSite.Cancel);
        using var later = GraphSite.ClientOf(world);
        var over = await Assert.ThrowsAsync<ODataError>(() => later.Subscriptions[made.Id].PatchAsync(new Subscription { ExpirationDateTime = end.AddDays(9) }, cancellationToken: GraphSite.Cancel));
        Assert.Equal((404, "ResourceNotFound"), (over.ResponseStatusCode, over.Error!.Code));
        Assert.Empty((await later.Subscriptions.GetAsync(cancellationToken: GraphSite.Cancel))!.Value!);
    }

    [Theory]
    [InlineData("""{"changeType":"created,updated"}""", "ExtensionError", "Invalid 'changeType' attribute")]
    [InlineData("""{"minutes":41761}""", "ExtensionError", "Subscription expiration can only be 41760 minutes in the future.")]
    [InlineData("""{"minutes":-1}""", "InvalidRequest", "past")]
    [InlineData("""{"state":129}""", "InvalidRequest", "128")]
    [InlineData("""{"resource":"me/messages"}""", "InvalidRequest", "not supported")]
    [InlineData("""{"resource":"users/nobody"}""", "ResourceNotFound", "not found")]
    [InlineData("""{"url":"https://example.com/hook"}""", "InvalidRequest", "loopback")]
    [InlineData("""{"requireHttps":true}""", "InvalidRequest", "HTTPS")]
    public async Task A_subscription_that_is_against_the_rules_is_refused_by_name(string wrong, string code, string says)
    {
        var world = await site.NewWorldAsync(users: 1);
        await using var receiver = await Receiver.StartAsync();
        using var client = GraphSite.ClientOf(world);
        var change = JsonNode.Parse(wrong)!;
        var wish = Wish(receiver, change["resource"]?.ToString() ?? "users");
        if (change["requireHttps"] is not null) await world.ConfigureAsync("options", change.AsObject(), GraphSite.Cancel);
        if (change["changeType"] is { } type) wish.ChangeType = type.ToString();
        if (change["minutes"] is { } minutes) wish.ExpirationDateTime = TimeProvider.System.GetUtcNow().AddMinutes(minutes.GetValue<int>()).AddSeconds(30);
        if (change["state"] is { } length) wish.ClientState = new string('x', length.GetValue<int>());
        if (change["url"] is { } url) wish.NotificationUrl = url.ToString();
        var refused = await Assert.ThrowsAsync<ODataError>(() => client.Subscriptions.PostAsync(wish, cancellationToken: GraphSite.Cancel));
        Assert.Equal(code, refused.Error!.Code);
        Assert.Contains(says, refused.Error.Message, StringComparison.Ordinal);
        Assert.Empty(await world.JournalAsync("validation", GraphSite.Cancel));
    }

    [Theory]
    [InlineData("wrongToken", "exactly match")]
    [InlineData("json", "text/plain")]
    [InlineData("error", "200 OK")]
    [InlineData("slow", "timed out")]
    [InlineData("lifecycle", "200 OK")]
    public async Task An_address_that_does_not_prove_itself_is_not_subscribed(string how, string says)
    {
        var world = await site.NewWorldAsync(users: 1);
        await world.ConfigureAsync("options", new JsonObject { ["validationTimeoutMs"] = how == "slow" ? 50 : 10_000 }, GraphSite.Cancel);
        await using var receiver = await Receiver.StartAsync();
        using var client = GraphSite.ClientOf(world);
        receiver.Instead = async http =>
        {
            if (how == "lifecycle" && !http.Request.Path.Value!.Contains("lifecycle", StringComparison.Ordinal)) return false;
            if (how == "slow") await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            await (how switch
            {
                "wrongToken" => Results.Text(Uri.EscapeDataString(http.Request.Query["validationToken"].ToString())),
                "json" => Results.Text(http.Request.Query["validationToken"], "application/json"),
                _ => Results.StatusCode(500),
            }).ExecuteAsync(http);
            return true;
        };
        var refused = await Assert.ThrowsAsync<ODataError>(() => client.Subscriptions.PostAsync(Wish(receiver, "users"), cancellationToken: GraphSite.Cancel));
        Assert.Equal((400, "ValidationError"), (refused.ResponseStatusCode, refused.Error!.Code));
        Assert.Contains(says, refused.Error.Message, StringComparison.Ordinal);
        Assert.Empty(await world.SubscriptionsAsync(GraphSite.Cancel));
    }

    [Fact]
    public async Task There_is_a_limit_of_subscriptions_and_a_deleted_one_makes_room()
    {
        var world = await site.NewWorldAsync(users: 1);
        await world.ConfigureAsync("options", new JsonObject { ["subscriptionLimit"] = 2 }, GraphSite.Cancel);
        await using var receiver = await Receiver.StartAsync();
        using var client = GraphSite.ClientOf(world);
        var first = await SubscribeAsync(client, receiver, "users");
        await SubscribeAsync(client, receiver, "users");
        var refused = await Assert.ThrowsAsync<ODataError>(() => SubscribeAsync(client, receiver, "users"));
        Assert.Equal(403, refused.ResponseStatusCode);
        Assert.Contains("limit of 2", refused.Error!.Message, StringComparison.Ordinal);
        await client.Subscriptions[first].DeleteAsync(cancellationToken: GraphSite.Cancel);
        await SubscribeAsync(client, receiver, "groups");
        Assert.Equal(2, (await world.SubscriptionsAsync(GraphSite.Cancel)).Count);
    }

    internal static async Task<string> SubscribeAsync(GraphServiceClient client, Receiver receiver, string resource) =>
        (await client.Subscriptions.PostAsync(Wish(receiver, resource), cancellationToken: GraphSite.Cancel))!.Id!;

    private static Subscription Wish(Receiver receiver, string resource) => new()
    {
        Resource = resource,
        ChangeType = "updated,deleted",
        NotificationUrl = receiver.Url,
        LifecycleNotificationUrl = receiver.LifecycleUrl,
        ClientState = "state-canary",
        ExpirationDateTime = TimeProvider.System.GetUtcNow().AddDays(3),
    };
}
