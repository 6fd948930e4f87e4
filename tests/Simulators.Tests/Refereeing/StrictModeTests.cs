using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Worlds;
using Seatkeeper.Simulators.Tests.Driving;
using static Seatkeeper.Simulators.Tests.Refereeing.RefereeTests;

namespace Seatkeeper.Simulators.Tests.Refereeing;

/// <summary>In the strict mode, whatever the automation changes needs an intent, also where it changes no person of the workspace.</summary>
public sealed class StrictModeTests(Site site)
{
    [Theory]
    [InlineData("simSignOut", "{}")]
    [InlineData("simSetLanguage", """{"language":"de"}""")]
    [InlineData("simChangePassword", """{"current":"pw-canary-42","next":"N3w-canary-pass-w0rd"}""")]
    public async Task V6_sees_a_change_of_the_account_itself(string call, string body)
    {
        using var world = await StrictAsync(new WorldRecipe());
        using var client = await PageLikeAsync(world);
        await PermitAsync(world, "remove", "no.name@corp.test");
        await client.CallAsync(call, JsonNode.Parse(body)?.AsObject());
        await RuleSeenAsync(world, "V6");
    }

    [Fact]
    public async Task V6_sees_a_workspace_opened_that_no_intent_names()
    {
        using var world = await StrictAsync(new WorldRecipe { Set = "twoWorkspaces" });
        using var client = await PageLikeAsync(world);
        await PermitAsync(world, "none", world.Sim.OperatorEmail);
        await client.CallAsync("simSwitchWorkspace", new JsonObject { ["workspaceId"] = "ws_01" });
        Assert.Equal(1, (await world.VerdictAsync()).Effects["workspaceSwitched"]);
        Assert.Empty((await world.VerdictAsync()).Violations);
        await client.CallAsync("simSwitchWorkspace", new JsonObject { ["workspaceId"] = "ws_02" });
        await RuleSeenAsync(world, "V6");
    }

    [Fact]
    public async Task What_the_site_draws_from_a_permitted_change_goes_with_it()
    {
        using var world = await StrictAsync(new WorldRecipe());
        var person = world.Now.Workspaces.First().Members.First(member => member.Role == AccessLevel.Member);
        lock (world.Now.Gate) world.Now.Workspaces.First().ApiKeys.Add(new ApiKey("k_1", person.Email, DateTimeOffset.MaxValue, Revoked: false));
        using var client = await PageLikeAsync(world);
        await PermitAsync(world, "remove", person.Email);
        await client.CallAsync("simRemoveMember", new JsonObject { ["memberId"] = person.Id });
        var verdict = await world.VerdictAsync();
        Assert.Equal(["apiKeyRevoked", "memberRemoved", "seatDowngradeScheduled"], verdict.Effects.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(verdict.Violations);
    }

    private async Task<World> StrictAsync(WorldRecipe recipe)
    {
        var world = site.NewWorld(recipe);
        await world.ControlAsync(HttpMethod.Put, "/_sim/intents/mode", new JsonObject { ["strict"] = true });
        return world;
    }
}
