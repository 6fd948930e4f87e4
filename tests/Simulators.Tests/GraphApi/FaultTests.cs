using System.Text.Json.Nodes;
using Microsoft.Graph.Models.ODataErrors;

namespace Seatkeeper.Simulators.Tests.GraphApi;

public sealed class FaultTests(GraphSite site)
{
    [Theory]
    [InlineData("""{"kind":"throttle","retryAfterSeconds":0}""")]
    [InlineData("""{"kind":"unavailable","retryAfterSeconds":0}""")]
    public async Task The_sdk_waits_as_long_as_it_is_told_and_asks_again(string action)
    {
        var world = await site.NewWorldAsync(users: 3);
        using var client = GraphSite.ClientOf(world);
        await world.ArmAsync("busy", "GET /users", JsonNode.Parse(action)!.AsObject(), times: 2, GraphSite.Cancel);
        Assert.Equal(3, (await client.Users.GetAsync(cancellationToken: GraphSite.Cancel))!.Value!.Count);
        var journal = await world.JournalAsync("request", GraphSite.Cancel);
        Assert.Equal(["busy", "busy", null], journal.Select(entry => entry["fault"]?.ToString()));
        Assert.Equal(1, (await world.RequestCountsAsync(GraphSite.Cancel))["POST /token"]);
    }

    [Fact]
    public async Task A_fault_hits_only_its_route_and_so_often()
    {
        var world = await site.NewWorldAsync(users: 3, inGroup: 2);
        using var client = GraphSite.ClientOf(world);
        await world.ArmAsync("denied", "GET /groups*", new JsonObject { ["kind"] = "denied" }, times: 1, GraphSite.Cancel);
        Assert.Equal(3, (await client.Users.GetAsync(cancellationToken: GraphSite.Cancel))!.Value!.Count);
        var denied = await Assert.ThrowsAsync<ODataError>(() => client.Groups.GetAsync(cancellationToken: GraphSite.Cancel));
        Assert.Equal(403, denied.ResponseStatusCode);
        Assert.Single((await client.Groups.GetAsync(cancellationToken: GraphSite.Cancel))!.Value!);
        await world.ArmAsync("secret", "POST /token", new JsonObject { ["kind"] = "throttle" }, times: 1, GraphSite.Cancel);
        using var other = GraphSite.ClientOf(world);
        await Assert.ThrowsAnyAsync<Exception>(() => other.Users.GetAsync(cancellationToken: GraphSite.Cancel));
        Assert.Equal("secret", (await world.JournalAsync("token", GraphSite.Cancel))[^1]["fault"]!.ToString());
    }

    [Theory]
    [InlineData("""{"empty":true}""", 0, false)]
    [InlineData("""{"drop":2}""", 3, true)]
    [InlineData("""{"ends":true}""", 5, false)]
    [InlineData("""{"repeat":2}""", 7, true)]
    public async Task A_list_lies_and_looks_like_a_success(string lie, int shown, bool goesOn)
    {
        var world = await site.NewWorldAsync(users: 9);
        using var client = GraphSite.ClientOf(world);
        await world.ArmAsync("lie", "GET /users", new JsonObject { ["kind"] = "mutate", ["list"] = JsonNode.Parse(lie) }, times: 1, GraphSite.Cancel);
        var page = await client.Users.GetAsync(request => request.QueryParameters.Top = 5, GraphSite.Cancel);
        Assert.Equal((shown, goesOn), (page!.Value!.Count, page.OdataNextLink is not null));
    }

    [Fact]
    public async Task An_answer_is_lost_and_what_was_asked_for_has_happened()
    {
        var world = await site.NewWorldAsync(users: 1);
        await using var receiver = await Receiver.StartAsync();
        using var client = GraphSite.ClientOf(world);
        await world.ArmAsync("lost", "POST /subscriptions", new JsonObject { ["kind"] = "reset", ["applyEffect"] = true }, times: 1, GraphSite.Cancel);
        await Assert.ThrowsAnyAsync<Exception>(() => SubscriptionTests.SubscribeAsync(client, receiver, "users"));
        Assert.Single(await world.SubscriptionsAsync(GraphSite.Cancel));
    }

    [Fact]
    public async Task A_stalled_answer_comes_when_it_is_released()
    {
        var world = await site.NewWorldAsync(users: 4);
        using var client = GraphSite.ClientOf(world);
        await world.ArmAsync("stall", "GET /users", new JsonObject { ["kind"] = "stall" }, times: 1, GraphSite.Cancel);
        var asked = client.Users.GetAsync(cancellationToken: GraphSite.Cancel);
        await world.SendAsync(HttpMethod.Post, "/_sim/faults/stall/release", body: null, GraphSite.Cancel);
        Assert.Equal(4, (await asked)!.Value!.Count);
    }
}
