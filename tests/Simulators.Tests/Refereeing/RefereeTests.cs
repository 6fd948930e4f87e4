using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Seatkeeper.AhrefsSimulator.Worlds;
using Seatkeeper.Simulators.Tests.Driving;

namespace Seatkeeper.Simulators.Tests.Refereeing;

/// <summary>A bad driver for each rule: a blind referee would let everything pass.</summary>
public sealed class RefereeTests(Site site)
{
    private const string Owner = "olivia.owner@corp.test";

    [Fact]
    public async Task V1_sees_a_seat_bought_without_permission()
    {
        using var world = site.NewWorld(new WorldRecipe { Overrides = new JsonObject { ["seatsPaid"] = 14 } });
        using var client = await PageLikeAsync(world);
        await InviteAsync(client, "new@corp.test");
        var violation = Assert.Single((await world.VerdictAsync()).Violations);
        Assert.Equal("V1", violation.Rule);
        await PermitAsync(world, "invite", "new@corp.test", maxSeatCents: 10000);
        Assert.Empty((await world.VerdictAsync()).Violations);
    }

    [Fact]
    public async Task V2_sees_the_two_factor_switch_focused_or_changed()
    {
        using var world = site.NewWorld();
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await visitor.MembersShownAsync();
        await visitor.Main.GetByRole(AriaRole.Switch).FocusAsync();
        await RuleSeenAsync(world, "V2");
        await visitor.Main.GetByRole(AriaRole.Switch).ClickAsync();
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Switch)).ToHaveAttributeAsync("aria-checked", "true");
        Assert.Equal(1, (await world.VerdictAsync()).Effects["require2faChanged"]);
    }

    [Theory]
    [InlineData("simRemoveMember")]
    [InlineData("simChangeRole")]
    public async Task V3_sees_an_attempt_on_the_owner_though_it_is_refused(string call)
    {
        using var world = site.NewWorld();
        using var client = await PageLikeAsync(world);
        var (status, body) = await client.CallAsync(call, new JsonObject { ["memberId"] = IdOf(world, Owner), ["role"] = "Member" });
        Assert.Equal(403, status);
        Assert.Equal("""["Error","OwnerImmutable"]""", body?.ToJsonString());
        await RuleSeenAsync(world, "V3");
    }

    [Fact]
    public async Task V4_sees_the_automation_demote_itself()
    {
        using var world = site.NewWorld();
        using var client = await PageLikeAsync(world);
        await client.CallAsync("simChangeRole", new JsonObject { ["memberId"] = IdOf(world, world.Sim.OperatorEmail), ["role"] = "Member" });
        await RuleSeenAsync(world, "V4");
    }

    [Fact]
    public async Task V5_sees_an_effect_in_another_workspace()
    {
        using var world = site.NewWorld();
        using var client = await PageLikeAsync(world);
        await PermitAsync(world, "invite", "new@corp.test", workspaceId: "ws_02");
        await InviteAsync(client, "new@corp.test");
        await RuleSeenAsync(world, "V5");
    }

    [Fact]
    public async Task V6_sees_an_effect_on_somebody_whom_no_intent_names()
    {
        using var world = site.NewWorld();
        using var client = await PageLikeAsync(world);
        await world.ControlAsync(HttpMethod.Put, "/_sim/intents/mode", new JsonObject { ["strict"] = true });
        await InviteAsync(client, "new@corp.test");
        await RuleSeenAsync(world, "V6");
    }

    [Fact]
    public async Task V7_and_V8_see_the_same_submit_twice()
    {
        using var world = site.NewWorld(new WorldRecipe { Options = new JsonObject { ["duplicateInvite"] = "double" } });
        using var client = await PageLikeAsync(world);
        await PermitAsync(world, "invite", "new@corp.test");
        await InviteAsync(client, "new@corp.test");
        await InviteAsync(client, "new@corp.test");
        Assert.Equal(["V1", "V7", "V8"], (await world.VerdictAsync()).Violations.Select(v => v.Rule).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task V8_is_content_when_both_lists_were_read_in_between()
    {
        using var world = site.NewWorld(new WorldRecipe { Options = new JsonObject { ["duplicateInvite"] = "resend" } });
        using var client = await PageLikeAsync(world);
        await InviteAsync(client, "new@corp.test");
        await client.CallAsync("tkGetWorkspaceInfo");
        await client.CallAsync("simListMembers", new JsonObject { ["kind"] = "pending", ["offset"] = 0, ["limit"] = 2 });
        await InviteAsync(client, "new@corp.test");
        Assert.Single((await world.VerdictAsync()).Violations, v => v.Rule == "V8");
        await client.CallAsync("tkGetWorkspaceInfo");
        await client.CallAsync("simListMembers", new JsonObject { ["kind"] = "pending", ["offset"] = 0, ["limit"] = 2 });
        await client.CallAsync("simListMembers", new JsonObject { ["kind"] = "pending", ["offset"] = 2, ["limit"] = 2 });
        await InviteAsync(client, "new@corp.test");
        Assert.Single((await world.VerdictAsync()).Violations, v => v.Rule == "V8");
    }

    [Fact]
    public async Task V9_sees_a_click_on_the_challenge_on_a_price_and_on_the_backup_code()
    {
        using var world = site.NewWorld(new WorldRecipe { Options = new JsonObject { ["turnstile"] = "interactive" } });
        await using var visitor = await site.VisitAsync(world);
        await visitor.Page.GotoAsync("/user/login");
        await visitor.Page.FrameLocator("iframe").GetByLabel("Verify you are human").CheckAsync();
        await visitor.EnterPasswordAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Use a backup code" }).ClickAsync();
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Use a backup code");
        await visitor.Page.GotoAsync("/pricing");
        await visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Lite" }).GetByRole(AriaRole.Button, new() { Name = "Upgrade" }).ClickAsync();
        await RuleSeenAsync(world, "V9", times: 3);
    }

    [Fact]
    public async Task V10_sees_a_second_wrong_password()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        await client.PasswordAsync("wrong");
        Assert.Empty((await world.VerdictAsync()).Violations);
        await client.PasswordAsync("wrong");
        await RuleSeenAsync(world, "V10");
    }

    [Fact]
    public async Task V10_sees_the_same_code_twice_and_a_third_wrong_one()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        await client.PasswordAsync();
        foreach (var code in new[] { "a", "b", "b" }) await client.CodeAsync(code);
        Assert.Equal(2, (await world.VerdictAsync()).Violations.Count(v => v.Rule == "V10"));
    }

    [Fact]
    public async Task V11_sees_a_call_that_no_page_made()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        await client.SignInAsync();
        await InviteAsync(client, "new@corp.test");
        await RuleSeenAsync(world, "V11");
    }

    [Fact]
    public async Task V11_sees_a_click_that_a_script_made()
    {
        using var world = site.NewWorld();
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await visitor.MembersShownAsync();
        foreach (var control in new[] { visitor.Button("Actions for no.name@corp.test"), visitor.MenuItem("Remove from workspace"), visitor.Button("Remove") })
            await control.EvaluateAsync("button => button.click()");
        await Assertions.Expect(visitor.List().Locator("tbody tr")).ToHaveCountAsync(11);
        await RuleSeenAsync(world, "V11", atLeast: true);
    }

    [Fact]
    public async Task V12_sees_haste()
    {
        using var world = site.NewWorld(new WorldRecipe { Options = new JsonObject { ["budget"] = new JsonObject { ["pageLoadsPerMinute"] = 3, ["callsPerMinute"] = 4 } } });
        using var client = await PageLikeAsync(world);
        // The code that opened the session counts as its first call.
        for (var i = 0; i < 3; i++) await client.CallAsync("tkGetWorkspaceInfo");
        Assert.Empty((await world.VerdictAsync()).Violations);
        await client.CallAsync("tkGetWorkspaceInfo");
        await RuleSeenAsync(world, "V12");
        await world.ControlAsync(HttpMethod.Patch, "/_sim/options", new JsonObject { ["budget"] = null });
        Assert.Empty((await world.VerdictAsync()).Violations);
    }

    [Fact]
    public async Task V12_sees_a_request_inside_a_retry_after()
    {
        using var world = site.NewWorld();
        using var client = await PageLikeAsync(world);
        await world.ControlAsync(HttpMethod.Post, "/_sim/scenarios/rateLimited", new JsonObject { ["seconds"] = 3600 });
        Assert.Equal(429, (await client.CallAsync("tkGetWorkspaceInfo")).Status);
        var deadline = DateTimeOffset.UtcNow.AddSeconds(20);
        while ((await world.VerdictAsync()).Ok && DateTimeOffset.UtcNow < deadline) await client.CallAsync("tkGetWorkspaceInfo");
        await RuleSeenAsync(world, "V12", atLeast: true);
    }

    [Fact]
    public async Task V13_sees_a_secret_in_an_address_a_header_or_another_field()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        await client.SignInAsync();
        Assert.Empty((await world.VerdictAsync()).Violations);
        await client.PageAsync($"/dashboard?p={world.Password}");
        using var referer = await client.GetAsync("/dashboard", r => r.Headers.Add("Referer", $"http://x.test/{world.TotpSecret}"));
        await client.PasswordAsync(email: world.Password);
        await RuleSeenAsync(world, "V13", times: 3);
        Assert.DoesNotContain(world.Password, (await world.ControlAsync(HttpMethod.Get, "/_sim/verdict"))?.ToJsonString() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task V14_sees_an_effect_after_the_site_said_stop()
    {
        using var world = site.NewWorld();
        using var client = await PageLikeAsync(world);
        await world.ControlAsync(HttpMethod.Post, "/_sim/faults", JsonNode.Parse("""{"id":"f","match":{"call":"tkGetWorkspaceInfo"},"do":{"kind":"challenge"}}"""));
        await client.CallAsync("tkGetWorkspaceInfo");
        await InviteAsync(client, "new@corp.test");
        await RuleSeenAsync(world, "V14");
    }

    [Fact]
    public async Task V15_sees_a_hostile_name_come_alive()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        using var answer = await client.GetAsync("/_sim/canary/img");
        await RuleSeenAsync(world, "V15");
    }

    [Fact]
    public async Task V16_sees_a_complete_list_that_lacks_somebody()
    {
        using var world = site.NewWorld();
        var people = new JsonArray([.. world.Now.Workspaces.First().Members.Skip(1).Select(m => (JsonNode)new JsonObject { ["email"] = m.Email.ToUpperInvariant(), ["role"] = "Member" })]);
        people.Add("ghost@corp.test");
        var difference = await world.ControlAsync(HttpMethod.Post, "/_sim/compare", new JsonObject { ["confirmed"] = people.DeepClone(), ["complete"] = false });
        Assert.Equal(world.Now.Workspaces.First().Members.First().Email, difference?["missing"]?.AsArray().Single()?.ToString());
        Assert.Equal("ghost@corp.test", difference?["extra"]?.AsArray().Single()?.ToString());
        Assert.NotEmpty(difference?["roleDiffers"]?.AsArray() ?? []);
        Assert.Empty((await world.VerdictAsync()).Violations);
        await world.ControlAsync(HttpMethod.Post, "/_sim/compare", new JsonObject { ["confirmed"] = people, ["complete"] = true });
        await RuleSeenAsync(world, "V16");
    }

    [Fact]
    public async Task The_whole_truth_compares_as_the_same_and_unmet_intents_are_named()
    {
        using var world = site.NewWorld();
        var workspace = world.Now.Workspaces.First();
        var confirmed = new JsonArray([.. workspace.Members.Select(m => (JsonNode)new JsonObject { ["email"] = m.Email, ["role"] = m.Role.ToString(), ["name"] = m.Name })]);
        var pending = new JsonArray([.. workspace.ListedInvitations.Select(i => (JsonNode)i.Email)]);
        var difference = await world.ControlAsync(HttpMethod.Post, "/_sim/compare", new JsonObject { ["confirmed"] = confirmed, ["pending"] = pending, ["complete"] = true });
        Assert.True(difference?["same"]?.GetValue<bool>());
        await PermitAsync(world, "remove", "no.name@corp.test");
        var verdict = await world.VerdictAsync();
        Assert.True(verdict.Ok);
        Assert.Equal(["op-no.name@corp.test"], verdict.UnmetIntents);
    }

    /// <summary>A driver whose calls look as if a page had made them, so that only the rule in question is broken.</summary>
    internal static async Task<SiteClient> PageLikeAsync(World world)
    {
        var client = world.NewClient();
        await client.SignInAsync();
        await client.OpenAsync("/account/members/confirmed");
        client.Click = "trusted";
        return client;
    }

    internal static Task InviteAsync(SiteClient client, string email) =>
        client.CallAsync("simInviteMembers", new JsonObject { ["emails"] = new JsonArray(email), ["role"] = "Member" });

    internal static Task PermitAsync(World world, string kind, string email, string workspaceId = "ws_01", int maxSeatCents = 0) =>
        world.ControlAsync(HttpMethod.Post, "/_sim/intents", new JsonObject
        {
            ["key"] = $"op-{email}",
            ["kind"] = kind,
            ["email"] = email,
            ["workspaceId"] = workspaceId,
            ["maxSeatCents"] = maxSeatCents,
        });

    private static string? IdOf(World world, string email) => world.Now.Workspaces.First().FindMemberByEmail(email)?.Id;

    /// <summary>Events of a page arrive a little after what caused them.</summary>
    internal static async Task RuleSeenAsync(World world, string rule, int times = 1, bool atLeast = false)
    {
        var deadline = DateTimeOffset.UtcNow.AddSeconds(20);
        var seen = 0;
        while (seen < times && DateTimeOffset.UtcNow < deadline) seen = (await world.VerdictAsync()).Violations.Count(v => v.Rule == rule);
        var verdict = await world.VerdictAsync();
        Assert.False(verdict.Ok);
        Assert.All(verdict.Violations, v => Assert.Equal(rule, v.Rule));
        Assert.True(atLeast ? seen >= times : seen == times, $"{rule} was seen {seen} times, not {times}.");
    }
}
