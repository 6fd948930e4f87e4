using System.Net;
using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.Simulators.Tests.Driving;

namespace Seatkeeper.Simulators.Tests.Faults;

public sealed class FaultTests(Site site)
{
    [Fact]
    public async Task It_hits_the_nth_fitting_call_and_only_so_often()
    {
        using var world = site.NewWorld();
        using var client = await SignedInAsync(world);
        await ArmAsync(world, """{"id":"f","match":{"call":"tkGetWorkspaceInfo","nth":2,"times":1},"do":{"kind":"respond","status":500,"body":["Error","Internal"]}}""");
        Assert.Equal(new[] { 200, 500, 200 }, await ThriceAsync(client));
        var faults = await world.ControlAsync(HttpMethod.Get, "/_sim/faults");
        Assert.Equal((3, 1), (faults?[0]?["seen"]?.GetValue<int>(), faults?[0]?["fired"]?.GetValue<int>()));
        Assert.Equal("f", world.Journal(JournalKind.Request).Single(e => e.HttpStatus == 500).Fault);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task An_error_comes_with_or_without_its_effect(bool apply, int invitations)
    {
        using var world = site.NewWorld();
        using var client = await SignedInAsync(world);
        var fault = new JsonObject
        {
            ["id"] = "f",
            ["match"] = new JsonObject { ["call"] = "simInviteMembers", ["targetEmail"] = "new@corp.test" },
            ["do"] = new JsonObject { ["kind"] = "respond", ["status"] = 500, ["body"] = new JsonArray("Error", "Internal"), ["applyEffect"] = apply },
        };
        await world.ControlAsync(HttpMethod.Post, "/_sim/faults", fault);
        Assert.Equal(200, (await InviteAsync(client, "other@corp.test")).Status);
        Assert.Equal(500, (await InviteAsync(client, "new@corp.test")).Status);
        Assert.Equal(invitations, world.Now.Workspaces.First().ListedInvitations.Count(i => i.Email == "new@corp.test"));
        var effects = world.Journal(JournalKind.Effect).Where(e => e.Target == "new@corp.test").ToList();
        Assert.Equal(invitations, effects.Count);
        Assert.All(effects, e => Assert.Equal((500, "f"), (e.HttpStatus, e.Fault)));
    }

    [Fact]
    public async Task A_stalled_call_is_answered_once_it_is_released()
    {
        using var world = site.NewWorld();
        using var client = await SignedInAsync(world);
        await ArmAsync(world, """{"id":"f","match":{"call":"tkGetWorkspaceInfo"},"do":{"kind":"stall"}}""");
        var waiting = client.CallAsync("tkGetWorkspaceInfo");

        // Of two calls on their way at once either may be the first to arrive.
        while ((await world.ControlAsync(HttpMethod.Get, "/_sim/faults"))?.AsArray().Sum(fault => fault?["fired"]?.GetValue<int>() ?? 0) is not > 0)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Equal(200, (await client.CallAsync("tkGetWorkspaceInfo")).Status);
        Assert.False(waiting.IsCompleted);
        await world.ControlAsync(HttpMethod.Post, "/_sim/faults/f/release");
        Assert.Equal(200, (await waiting).Status);
    }

    [Theory]
    [InlineData("""{"kind":"reset"}""")]
    [InlineData("""{"kind":"truncate","bytes":100}""")]
    public async Task A_connection_dies_before_or_in_the_answer(string action)
    {
        using var world = site.NewWorld();
        using var client = await SignedInAsync(world);
        await ArmAsync(world, $$$"""{"id":"f","match":{"call":"tkGetWorkspaceInfo"},"do":{{{action}}}}""");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.CallAsync("tkGetWorkspaceInfo"));
        Assert.False(world.Journal(JournalKind.Request).Last().AnswerSent);
        Assert.Equal(200, (await client.CallAsync("tkGetWorkspaceInfo")).Status);
    }

    [Fact]
    public async Task Html_comes_in_place_of_json()
    {
        using var world = site.NewWorld();
        using var client = await SignedInAsync(world);
        await ArmAsync(world, """{"id":"f","match":{"call":"tkGetWorkspaceInfo"},"do":{"kind":"html"}}""");
        Assert.Equal((200, null), await client.CallAsync("tkGetWorkspaceInfo"));
    }

    [Theory]
    [InlineData("before", 401, 12)]
    [InlineData("after", 302, 11)]
    public async Task A_session_expires_before_or_after_the_effect(string when, int status, int left)
    {
        using var world = site.NewWorld();
        using var client = await SignedInAsync(world);
        var id = world.Now.Workspaces.First().FindMemberByEmail("no.name@corp.test")?.Id;
        await ArmAsync(world, $$$"""{"id":"f","match":{"call":"simRemoveMember"},"do":{"kind":"expireSession","when":"{{{when}}}"}}""");
        Assert.Equal(status, (await client.CallAsync("simRemoveMember", new JsonObject { ["memberId"] = id })).Status);
        Assert.Equal(left, world.Now.Workspaces.First().Members.Count);
        Assert.Equal(401, (await client.CallAsync("tkGetWorkspaceInfo")).Status);
    }

    [Fact]
    public async Task Rows_are_dropped_doubled_added_renamed_and_miscounted()
    {
        using var world = site.NewWorld();
        using var client = await SignedInAsync(world);
        await ArmAsync(world, """
            {"id":"f","match":{"call":"tkGetWorkspaceInfo"},"do":{"kind":"mutateRows","rows":{
              "dropEmails":["no.name@corp.test"],"duplicate":2,"add":[{"email":"ghost@corp.test","role":"Member"}],
              "roleTexts":{"olivia.owner@corp.test":"Billing manager"},"headerDelta":3,"renameFields":{"name":"fullName"}}}}
            """);
        var body = (await client.CallAsync("tkGetWorkspaceInfo")).Body;
        var rows = body?["confirmedMembers"]?.AsArray().Select(r => r?.AsObject() ?? []).ToList() ?? [];
        Assert.Equal(12 - 1 + 2 + 1, rows.Count);
        Assert.DoesNotContain(rows, r => r["email"]?.ToString() == "no.name@corp.test");
        Assert.Contains(rows, r => r["email"]?.ToString() == "ghost@corp.test");
        Assert.Equal("Billing manager", rows.First(r => r["email"]?.ToString() == "olivia.owner@corp.test")["role"]?.ToString());
        Assert.DoesNotContain(rows, r => r.ContainsKey("name"));
        Assert.Equal(15, body?["workspace"]?["members"]?.GetValue<int>());
        Assert.Equal(12, world.Now.Workspaces.First().Members.Count);
    }

    [Theory]
    [InlineData(false, "30")]
    [InlineData(true, "GMT")]
    public async Task Too_many_requests_say_how_long_to_wait(bool asDate, string header)
    {
        using var world = site.NewWorld();
        using var client = await SignedInAsync(world);
        await world.ControlAsync(HttpMethod.Post, "/_sim/faults", new JsonObject
        {
            ["id"] = "f",
            ["match"] = new JsonObject { ["path"] = "/dashboard" },
            ["do"] = new JsonObject { ["kind"] = "rateLimit", ["retryAfterSeconds"] = 30, ["retryAfterAsDate"] = asDate },
        });
        using var answer = await client.GetAsync("/dashboard");
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Contains(header, answer.Headers.GetValues("Retry-After").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_challenge_and_a_maintenance_stand_before_every_route_until_they_are_taken_away()
    {
        using var world = site.NewWorld();
        using var client = await SignedInAsync(world);
        foreach (var (scenario, status) in new[] { ("maintenance", HttpStatusCode.ServiceUnavailable), ("cfInterstitial", HttpStatusCode.Forbidden) })
        {
            await world.ControlAsync(HttpMethod.Post, $"/_sim/scenarios/{scenario}");
            foreach (var path in new[] { "/dashboard", "/account/members/confirmed", "/user/login" })
            {
                using var answer = await client.GetAsync(path);
                Assert.Equal(status, answer.StatusCode);
            }

            Assert.Equal((int)status, (await client.CallAsync("tkGetWorkspaceInfo")).Status);
            await world.ControlAsync(HttpMethod.Delete, $"/_sim/faults/{scenario}");
            Assert.Equal(200, (await client.CallAsync("tkGetWorkspaceInfo")).Status);
        }
    }

    [Theory]
    [InlineData("""{"id":"f","match":{"call":"x"},"do":{"kind":"explode"}}""")]
    [InlineData("""{"id":"f","match":{"cal":"x"},"do":{"kind":"reset"}}""")]
    [InlineData("""{"match":{},"do":{"kind":"reset"}}""")]
    public async Task A_fault_that_makes_no_sense_is_refused(string fault)
    {
        using var world = site.NewWorld();
        Assert.Equal(400, (await world.TryControlAsync(HttpMethod.Post, "/_sim/faults", JsonNode.Parse(fault))).Status);
        Assert.Equal(404, (await world.TryControlAsync(HttpMethod.Post, "/_sim/scenarios/noSuchThing")).Status);
    }

    private static async Task<SiteClient> SignedInAsync(World world)
    {
        var client = world.NewClient();
        await client.SignInAsync();
        return client;
    }

    private static Task ArmAsync(World world, string fault) => world.ControlAsync(HttpMethod.Post, "/_sim/faults", JsonNode.Parse(fault));

    private static async Task<int[]> ThriceAsync(SiteClient client)
    {
        var statuses = new int[3];
        for (var i = 0; i < 3; i++) statuses[i] = (await client.CallAsync("tkGetWorkspaceInfo")).Status;
        return statuses;
    }

    private static Task<(int Status, JsonNode? Body)> InviteAsync(SiteClient client, string email) =>
        client.CallAsync("simInviteMembers", new JsonObject { ["emails"] = new JsonArray(email), ["role"] = "Member" });
}
