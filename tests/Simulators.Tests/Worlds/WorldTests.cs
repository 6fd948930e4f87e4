using System.Net;
using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Seeding;
using Seatkeeper.Simulators.Tests.Driving;

namespace Seatkeeper.Simulators.Tests.Worlds;

public sealed class WorldTests(Site site)
{
    [Fact]
    public async Task A_world_is_made_through_the_control_plane_as_the_recipe_says()
    {
        using var world = site.NewWorld();
        var answer = await world.ControlAsync(HttpMethod.Post, "/_sim/worlds", new JsonObject
        {
            ["set"] = "standardFree",
            ["seed"] = 3,
            ["overrides"] = new JsonObject { ["name"] = "Fabrikam", ["listMode"] = "loadMore", ["pageSize"] = 2 },
            ["account"] = new JsonObject { ["email"] = "robot@corp.test", ["password"] = "pw-canary-9", ["totpSecret"] = null },
        });
        var id = answer?["worldId"]?.ToString() ?? "";
        Assert.Equal($"http://w-{id}.localhost:{site.Simulator.Listening.Port}", answer?["baseUrl"]?.ToString());
        Assert.Equal("robot@corp.test", answer?["operator"]?["email"]?.ToString());
        Assert.Equal("Fabrikam", answer?["workspaces"]?[0]?["name"]?.ToString());
        var made = site.Simulator.Worlds.Find(id);
        Assert.Equal(DataSets.Create("standardFree", 3, "robot@corp.test").Workspaces[0].Members.Select(m => m.Email), made?.Workspaces.First().Members.Select(m => m.Email));
        site.Simulator.Worlds.Delete(id);
    }

    [Theory]
    [InlineData("""{"set":"huge"}""", "set")]
    [InlineData("""{"seat":"small"}""", "$.seat")]
    [InlineData("""{"overrides":{"plann":"lite"}}""", "plann")]
    [InlineData("""{"overrides":{"pageSize":"many"}}""", "$.pageSize")]
    [InlineData("""{"plan":"gold"}""", "plan")]
    public async Task A_recipe_that_makes_no_sense_is_refused_by_field(string recipe, string field)
    {
        using var world = site.NewWorld();
        var (status, answer) = await world.TryControlAsync(HttpMethod.Post, "/_sim/worlds", JsonNode.Parse(recipe));
        Assert.Equal(400, status);
        Assert.Equal(field, answer?["field"]?.ToString());
    }

    [Fact]
    public async Task The_control_plane_wants_its_key()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        using var without = await client.GetAsync("/_sim/state");
        Assert.Equal(HttpStatusCode.Forbidden, without.StatusCode);
        using var wrong = await client.GetAsync("/_sim/state", r => r.Headers.Add("X-Sim-Key", "guess"));
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
    }

    [Fact]
    public async Task A_session_of_one_world_is_nothing_in_another()
    {
        using var one = site.NewWorld();
        using var other = site.NewWorld();
        using var client = one.NewClient();
        await client.SignInAsync();
        Assert.Equal(200, (await client.CallAsync("tkGetWorkspaceInfo")).Status);
        using var stranger = other.NewClient();
        foreach (Cookie cookie in client.Cookies.GetAllCookies()) stranger.Cookies.Add(new Cookie(cookie.Name, cookie.Value, cookie.Path, cookie.Domain));
        var (status, body) = await stranger.CallAsync("tkGetWorkspaceInfo");
        Assert.Equal(401, status);
        Assert.Equal("""["Error","Unauthorized"]""", body?.ToJsonString());
    }

    [Fact]
    public async Task A_reset_makes_the_world_as_first_seeded_with_new_ids_and_an_empty_journal()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        await client.SignInAsync();
        var before = world.Sim.Workspaces.First();
        await world.ControlAsync(HttpMethod.Patch, "/_sim/workspaces/ws_01", new JsonObject { ["name"] = "Renamed" });
        await world.ControlAsync(HttpMethod.Post, "/_sim/clock/advance", new JsonObject { ["seconds"] = 600 });
        await world.ControlAsync(HttpMethod.Post, "/_sim/scenarios/maintenance");
        await world.ControlAsync(HttpMethod.Post, "/_sim/reset");
        var after = world.Now.Workspaces.First();
        Assert.Equal(before.Members.Select(m => m.Email), after.Members.Select(m => m.Email));
        Assert.Empty(before.Members.Select(m => m.Id).Intersect(after.Members.Select(m => m.Id)));
        Assert.Equal("Contoso SEO", after.Settings.Name);
        Assert.Empty(world.Journal());
        Assert.Empty(world.Now.Faults.All);
        Assert.Equal(TimeSpan.Zero, world.Now.Clock.Offset);
        Assert.Equal(401, (await client.CallAsync("tkGetWorkspaceInfo")).Status);
    }

    [Fact]
    public async Task An_unknown_world_is_not_found()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        site.Simulator.Worlds.Delete(world.Sim.Id);
        using var answer = await client.GetAsync("/user/login");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(404, (await world.TryControlAsync(HttpMethod.Get, "/_sim/state")).Status);
    }

    [Fact]
    public async Task A_workspace_changes_while_a_test_runs()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        await client.SignInAsync();
        await world.ControlAsync(HttpMethod.Patch, "/_sim/workspaces/ws_01", new JsonObject { ["pendingInWorkspaceInfo"] = true, ["seatsPaid"] = 99 });
        var (_, body) = await client.CallAsync("tkGetWorkspaceInfo");
        Assert.Equal(2, body?["pendingMembers"]?.AsArray().Count);
        Assert.Equal(99, body?["workspace"]?["seatsPaid"]?.GetValue<int>());
    }
}
