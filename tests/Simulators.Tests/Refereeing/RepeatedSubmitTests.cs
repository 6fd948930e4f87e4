using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Worlds;
using Seatkeeper.Simulators.Tests.Driving;
using static Seatkeeper.Simulators.Tests.Refereeing.RefereeTests;

namespace Seatkeeper.Simulators.Tests.Refereeing;

/// <summary>What was sent once and what was sent twice for the same wish, whoever of several automations sent it.</summary>
public sealed class RepeatedSubmitTests(Site site)
{
    [Fact]
    public async Task V7_sees_an_invitation_that_was_sent_twice_though_both_lists_were_read_in_between()
    {
        using var world = site.NewWorld(new WorldRecipe { Options = new JsonObject { ["duplicateInvite"] = "double" } });
        using var client = await PageLikeAsync(world);
        await PermitAsync(world, "invite", "new@corp.test");
        await InviteAsync(client, "new@corp.test");
        await ReadBothAsync(client);
        await InviteAsync(client, "new@corp.test");
        var rules = await RulesAsync(world);
        Assert.Contains("V7", rules);
        Assert.DoesNotContain("V8", rules);
    }

    [Fact]
    public async Task V7_allows_as_many_of_the_same_as_all_intents_for_it_together()
    {
        using var world = site.NewWorld(new WorldRecipe { Options = new JsonObject { ["duplicateInvite"] = "double" } });
        using var client = await PageLikeAsync(world);
        await PermitAsync(world, "invite", "new@corp.test");
        await PermitAsync(world, "invite", "new@corp.test");
        for (var times = 0; times < 2; times++)
        {
            await InviteAsync(client, "new@corp.test");
            await ReadBothAsync(client);
        }

        Assert.DoesNotContain("V7", await RulesAsync(world));
        await InviteAsync(client, "new@corp.test");
        Assert.Contains("V7", await RulesAsync(world));
    }

    [Fact]
    public async Task What_a_browser_sent_again_by_itself_is_no_second_click()
    {
        using var world = site.NewWorld(new WorldRecipe { Options = new JsonObject { ["duplicateInvite"] = "double" } });
        using var client = await PageLikeAsync(world);
        await PermitAsync(world, "invite", "new@corp.test");
        foreach (var click in new[] { "one", "one", "another" })
        {
            Assert.DoesNotContain(await RulesAsync(world), rule => rule is "V7" or "V8");
            Assert.InRange(world.Now.Workspaces.Sum(workspace => workspace.Invitations.Count(invitation => invitation.Email == "new@corp.test")), 0, 1);
            await client.CallAsync("simInviteMembers", new JsonObject { ["emails"] = new JsonArray("new@corp.test"), ["role"] = "Member", ["clickId"] = click });
        }

        var rules = await RulesAsync(world);
        Assert.Contains("V7", rules);
        Assert.Contains("V8", rules);
    }

    [Fact]
    public async Task What_a_session_died_of_is_held_against_what_was_read_in_the_next_one()
    {
        using var world = site.NewWorld();
        await world.ControlAsync(HttpMethod.Post, "/_sim/faults", JsonNode.Parse("""{"id":"dies","match":{"call":"simRemoveMember","times":3},"do":{"kind":"expireSession","when":"before"}}""")!.AsObject());
        var body = new JsonObject { ["memberId"] = world.Now.Workspaces.First().Members.Last().Id };
        for (var times = 0; times < 2; times++)
        {
            using var client = await PageLikeAsync(world);
            await ReadBothAsync(client);
            await client.CallAsync("simRemoveMember", body.DeepClone().AsObject());
        }

        Assert.DoesNotContain("V8", await RulesAsync(world));
        using var hasty = await PageLikeAsync(world);
        await hasty.CallAsync("simRemoveMember", body.DeepClone().AsObject());
        Assert.Contains("V8", await RulesAsync(world));
    }

    [Fact]
    public async Task Another_automation_of_the_same_site_is_held_to_the_rules_of_its_own_workspace()
    {
        using var world = site.NewWorld(new WorldRecipe { Set = "threeTeams", Options = new JsonObject { ["duplicateInvite"] = "double" } });
        await world.ControlAsync(HttpMethod.Post, "/_sim/accounts", new JsonObject { ["email"] = "svc-hub-2@corp.test", ["password"] = "another long one", ["isAutomation"] = true });
        await world.ControlAsync(HttpMethod.Put, "/_sim/intents/mode", new JsonObject { ["strict"] = true });
        await PermitAsync(world, "invite", "new@corp.test", "ws_02");
        using var client = world.NewClient();
        await client.PasswordAsync("another long one", "svc-hub-2@corp.test");
        await client.OpenAsync("/account/members/confirmed");
        client.Click = "trusted";

        await InviteAsync(client, "new@corp.test");
        await ReadBothAsync(client);
        await InviteAsync(client, "new@corp.test");
        await InviteAsync(client, "unwished@corp.test");

        var rules = await RulesAsync(world);
        Assert.Contains("V7", rules);
        Assert.Contains("V6", rules);
        Assert.DoesNotContain("V8", rules);
    }

    private static async Task<IReadOnlyList<string>> RulesAsync(World world) => [.. (await world.VerdictAsync()).Violations.Select(v => v.Rule)];

    private static async Task ReadBothAsync(SiteClient client)
    {
        await client.CallAsync("tkGetWorkspaceInfo");
        await client.CallAsync("simListMembers", new JsonObject { ["kind"] = "pending", ["offset"] = 0, ["limit"] = 50 });
    }
}
