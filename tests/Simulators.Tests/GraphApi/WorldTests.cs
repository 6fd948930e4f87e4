using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Seatkeeper.Dev.Servers;
using Seatkeeper.GraphSimulator.Hosting;

namespace Seatkeeper.Simulators.Tests.GraphApi;

public sealed class WorldTests(GraphSite site)
{
    [Theory]
    [InlineData("""{"userz":3}""", "$.userz")]
    [InlineData("""{"users":-1}""", "users")]
    [InlineData("""{"options":{"pageSizes":3}}""", "pageSizes")]
    [InlineData("""{"users":2,"groups":[{"displayName":"A","madeUp":3}]}""", "madeUp")]
    [InlineData("""{"groups":[{"displayName":"A","members":["nobody"]}]}""", "members")]
    [InlineData("""{"people":[{"userPrincipalName":"a@b.test"},{"userPrincipalName":"A@b.test"}]}""", "userPrincipalName")]
    public async Task A_recipe_that_makes_no_sense_is_refused_by_field(string recipe, string field)
    {
        using var client = new HttpClient { BaseAddress = site.Simulator.Listening };
        client.DefaultRequestHeaders.Add("X-Sim-Key", site.Simulator.SimKey);
        using var content = new StringContent(recipe);
        using var answer = await client.PostAsync("/_sim/worlds", content, GraphSite.Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, JsonNode.Parse(await answer.Content.ReadAsStringAsync(GraphSite.Cancel))?["field"]?.ToString());
    }

    [Fact]
    public async Task The_control_plane_wants_its_key_and_worlds_know_nothing_of_each_other()
    {
        var (one, other) = (await site.NewWorldAsync(users: 2), await site.NewWorldAsync(users: 5));
        using var client = new HttpClient { BaseAddress = site.Simulator.Listening };
        using var without = await client.GetAsync("/_sim/state", GraphSite.Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, without.StatusCode);

        using var graph = GraphSite.ClientOf(one);
        Assert.Equal(2, (await graph.Users.GetAsync(cancellationToken: GraphSite.Cancel))!.Value!.Count);
        var (_, token) = await new PostedCredential(one.TokenUrl, one.ClientId, one.ClientSecret).PostAsync("https://graph.microsoft.com/.default", GraphSite.Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{other.BaseUrl}/users");
        request.Headers.Authorization = new("Bearer", token["access_token"]!.ToString());
        using var stranger = await client.SendAsync(request, GraphSite.Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal(["GET /users"], (await other.RequestCountsAsync(GraphSite.Cancel)).Keys);
        using var nowhere = await client.GetAsync("/w/nowhere/v1.0/users", GraphSite.Cancel);
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
    }

    [Fact]
    public async Task Who_is_hired_again_under_the_same_name_is_somebody_else()
    {
        var world = await site.NewWorldAsync(users: 1);
        var before = await world.UserIdAsync("bo.berg.1@corp.test", GraphSite.Cancel);
        await world.DeleteUserAsync(before, forGood: false, GraphSite.Cancel);
        var after = await world.AddUserAsync(new JsonObject { ["displayName"] = "Bo Berg", ["userPrincipalName"] = "bo.berg.1@corp.test" }, GraphSite.Cancel);
        Assert.NotEqual(before, after);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => world.RestoreUserAsync(before, GraphSite.Cancel));
        Assert.Contains("Another user is", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_prints_where_it_listens_and_serves_the_default_world_when_asked_for_users()
    {
        using var process = Start("--port", "0", "--users", "7");
        try
        {
            var line = JsonNode.Parse(await process.StandardOutput.ReadLineAsync(GraphSite.Cancel) ?? "");
            using var client = new HttpClient { BaseAddress = new Uri(line?["listening"]?.ToString() ?? "") };
            Assert.Equal("127.0.0.1", client.BaseAddress.Host);
            client.DefaultRequestHeaders.Add("X-Sim-Key", line?["simKey"]?.ToString());
            var state = JsonNode.Parse(await client.GetStringAsync("/_sim/state", GraphSite.Cancel));
            Assert.Equal(("default", 7), (state?["worldId"]?.ToString(), state?["users"]?.GetValue<int>()));
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task Other_test_projects_have_it_as_a_process_of_its_own()
    {
        await using var server = new GraphSimulatorServer();
        await server.InitializeAsync();
        var world = await server.NewWorldAsync(new JsonObject { ["users"] = 2, ["app"] = new JsonObject { ["clientSecret"] = "another-canary" } }, GraphSite.Cancel);
        Assert.StartsWith(server.Address.ToString(), world.BaseUrl, StringComparison.Ordinal);
        using var client = GraphSite.ClientOf(world);
        Assert.Equal(2, (await client.Users.GetAsync(cancellationToken: GraphSite.Cancel))!.Value!.Count);
    }

    [Theory]
    [InlineData("--urls", "http://0.0.0.0:0")]
    [InlineData("--urls", "http://localhost:0")]
    [InlineData("--interface", "eth0")]
    public async Task It_refuses_every_address_but_the_loopback(string option, string value)
    {
        using var process = Start(option, value);
        await process.WaitForExitAsync(GraphSite.Cancel);
        Assert.Equal(2, process.ExitCode);
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(RunningSimulator).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment.Remove("ASPNETCORE_URLS");
        return Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
    }
}
