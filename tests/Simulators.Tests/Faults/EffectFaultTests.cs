using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.Simulators.Tests.Driving;

namespace Seatkeeper.Simulators.Tests.Faults;

/// <summary>Faults in which an answer and its effect part, and those that change what later pages show.</summary>
public sealed class EffectFaultTests(Site site)
{
    private const string New = "new@corp.test";

    [Theory]
    [InlineData("lie", 200, 0)]
    [InlineData("duplicateEffect", 200, 2)]
    public async Task A_success_can_be_a_lie_or_take_effect_twice(string kind, int status, int effects)
    {
        using var world = site.NewWorld();
        using var client = await SignedInAsync(world);
        await ArmAsync(world, $$$"""{"id":"f","match":{"call":"simInviteMembers"},"do":{"kind":"{{{kind}}}"}}""");
        var (answered, body) = await InviteAsync(client);
        Assert.Equal((status, New), (answered, body?["invited"]?[0]?["email"]?.ToString()));
        Assert.Equal(effects, world.Journal(JournalKind.Effect).Count(e => e.Name == "invitationCreated" && e.Target == New));
        // The referee knows whom it was about, whatever came of it.
        Assert.Equal(New, world.Journal(JournalKind.Request).Single(e => e.Name == "simInviteMembers").After?["targets"]?[0]?.ToString());
    }

    [Fact]
    public async Task An_effect_can_come_after_its_failed_answer_and_before_a_read_that_is_still_to_come()
    {
        using var world = site.NewWorld();
        using var client = await SignedInAsync(world);
        await ArmAsync(world, """{"id":"f","match":{"call":"simInviteMembers"},"do":{"kind":"lateEffect","effectBeforeRead":2}}""");
        Assert.Equal(500, (await InviteAsync(client)).Status);
        await client.CallAsync("tkGetWorkspaceInfo");
        Assert.DoesNotContain(world.Now.Workspaces.First().ListedInvitations, i => i.Email == New);
        await client.CallAsync("tkGetWorkspaceInfo");
        Assert.Contains(world.Now.Workspaces.First().ListedInvitations, i => i.Email == New);
        Assert.Equal(("invitationCreated", JournalActor.Operator, "simInviteMembers"), world.Journal(JournalKind.Effect).Select(e => (e.Name, e.Actor, e.Call ?? "")).Single());
    }

    [Fact]
    public async Task A_page_load_can_bring_an_overlay_and_another_variant()
    {
        using var world = site.NewWorld();
        using var client = await SignedInAsync(world);
        await ArmAsync(world, """{"id":"o","match":{"path":"/account/members/confirmed"},"do":{"kind":"overlay","overlay":"survey"}}""");
        await ArmAsync(world, """{"id":"v","match":{"path":"/account/members/confirmed","nth":2},"do":{"kind":"variantFlip","variant":"B"}}""");
        Assert.Contains("\"overlays\":[\"survey\"]", await client.PageAsync("/account/members/confirmed"), StringComparison.Ordinal);
        Assert.Equal("A", (await client.CallAsync("simShell")).Body?["open"]?["variant"]?.ToString());
        await client.PageAsync("/account/members/confirmed");
        Assert.Equal("B", (await client.CallAsync("simShell")).Body?["open"]?["variant"]?.ToString());
    }

    [Fact]
    public async Task A_crash_is_hinted_at_once_the_effect_took_place()
    {
        using var world = site.NewWorld();
        using var client = await SignedInAsync(world);
        await world.ControlAsync(HttpMethod.Post, "/_sim/scenarios/browserCrashAtSubmit");
        var target = world.Now.Intents.All.Single().Email ?? "";
        var asking = client.CallAsync("simRemoveMember", new JsonObject { ["memberId"] = world.Now.Workspaces.First().FindMemberByEmail(target)?.Id });
        while (world.Journal(JournalKind.Effect).Count == 0) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.False(asking.IsCompleted);
        Assert.Equal(1, (await world.ControlAsync(HttpMethod.Get, "/_sim/faults"))?[0]?["fired"]?.GetValue<int>());
        await world.ControlAsync(HttpMethod.Post, "/_sim/faults/browserCrashAtSubmit/release");
        Assert.Equal(200, (await asking).Status);
    }

    private static async Task<SiteClient> SignedInAsync(World world)
    {
        var client = world.NewClient();
        await client.SignInAsync();
        return client;
    }

    private static Task ArmAsync(World world, string fault) => world.ControlAsync(HttpMethod.Post, "/_sim/faults", JsonNode.Parse(fault));

    private static Task<(int Status, JsonNode? Body)> InviteAsync(SiteClient client) =>
        client.CallAsync("simInviteMembers", new JsonObject { ["emails"] = new JsonArray(New), ["role"] = "Member" });
}
