using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Worlds;
using Seatkeeper.Simulators.Tests.Driving;
using static Seatkeeper.Simulators.Tests.Refereeing.RefereeTests;

namespace Seatkeeper.Simulators.Tests.Faults;

public sealed class ScenarioTests(Site site)
{
    [Fact]
    public async Task The_list_covers_the_specification()
    {
        using var world = site.NewWorld();
        var scenarios = (await world.ControlAsync(HttpMethod.Get, "/_sim/scenarios"))?.AsArray() ?? [];
        var numbers = scenarios.Select(s => s?["number"]?.GetValue<int>() ?? 0).ToHashSet();
        Assert.Equal([], Enumerable.Range(1, 136).Where(n => !numbers.Contains(n)));
        Assert.Equal(scenarios.Count, scenarios.Select(s => s?["id"]?.ToString()).Distinct(StringComparer.Ordinal).Count());
        Assert.All(scenarios, s => Assert.False(string.IsNullOrEmpty(s?["title"]?.ToString()) || string.IsNullOrEmpty(s["expectedCode"]?.ToString())));
        foreach (var scenario in scenarios)
        {
            using var own = site.NewWorld();
            var arranged = await own.ControlAsync(HttpMethod.Post, $"/_sim/scenarios/{scenario?["id"]}");
            // What is to be changed is asked for, and what a correct automation changes is permitted.
            var wishes = arranged?["wishes"]?.AsArray() ?? [];
            Assert.Equal($"{scenario?["does"]}" == "change", wishes.Count > 0);
            Assert.True($"{scenario?["does"]}" != "change" || scenario?["expectedEffects"]?.AsObject().Count == 0 || own.Now.Intents.All.Count > 0, $"{scenario?["id"]} permits nothing.");
        }
    }

    [Theory]
    [InlineData("badPassword", "Incorrect email or password")]
    [InlineData("lockedOut", "Too many attempts, try again later")]
    public async Task A_refused_sign_in_is_told_in_an_alert(string scenario, string text)
    {
        await using var visitor = await AtTheSignInAsync(scenario);
        await visitor.EnterPasswordAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(text);
    }

    [Theory]
    [InlineData("totpMethodChoice", "Choose a method")]
    [InlineData("emailLink", "Check your email")]
    [InlineData("ssoOnly", "Use single sign-on")]
    [InlineData("forcedEnrollment", "Set up two-factor authentication")]
    public async Task A_sign_in_that_wants_more_shows_its_page(string scenario, string heading)
    {
        await using var visitor = await AtTheSignInAsync(scenario);
        await visitor.EnterPasswordAsync();
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading)).ToHaveTextAsync(heading);
    }

    [Fact]
    public async Task Another_persons_session_shows_another_address()
    {
        using var world = site.NewWorld();
        await world.ControlAsync(HttpMethod.Post, "/_sim/scenarios/loggedInAsOther");
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync("/account/my-account");
        await Assertions.Expect(visitor.Main.Locator("dt:text-is('Email') + dd")).Not.ToHaveTextAsync(world.Sim.OperatorEmail);
    }

    [Fact]
    public async Task A_removed_account_sees_only_its_own_workspace()
    {
        await using var visitor = await AtTheMembersAsync("removedSelfByOther");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Workspace: Contoso-SEO" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_list_cut_at_page_3_just_seems_to_end()
    {
        await using var visitor = await AtTheMembersAsync("cutAtPage3");
        var next = visitor.Button("Next");
        await next.ClickAsync();
        await Assertions.Expect(visitor.Main.GetByText("4–6 of 12")).ToBeVisibleAsync();
        await next.ClickAsync();
        await Assertions.Expect(next).ToBeDisabledAsync();
        await Assertions.Expect(visitor.Main.GetByText("4–6 of 12")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_session_that_dies_on_page_3_leaves_the_rows_of_page_2()
    {
        await using var visitor = await AtTheMembersAsync("expireMidList");
        await visitor.Button("Next").ClickAsync();
        await Assertions.Expect(visitor.Main.GetByText("4–6 of 12")).ToBeVisibleAsync();
        var dead = visitor.Page.WaitForResponseAsync(r => r.Status == 401);
        await visitor.Button("Next").ClickAsync();
        await dead;
        await Assertions.Expect(visitor.List().Locator("tbody tr")).ToHaveCountAsync(3);
    }

    [Theory]
    [InlineData("countMismatchLow", "15 members, 14 of 15 seats used", 12)]
    [InlineData("emptyAnomaly", "12 members, 14 of 15 seats used", 0)]
    [InlineData("emptyPlausibleLooking", "0 members, 14 of 15 seats used", 0)]
    [InlineData("selfMissing", "11 members, 14 of 15 seats used", 11)]
    [InlineData("jsonDisagrees", "12 members, 14 of 15 seats used", 11)]
    [InlineData("jsonShapeChanged", "12 members, 14 of 15 seats used", 12)]
    [InlineData("filteredList", "12 members, 14 of 15 seats used", 1)]
    public async Task Header_and_rows_are_what_the_scenario_makes_of_them(string scenario, string header, int rows)
    {
        await using var visitor = await AtTheMembersAsync(scenario);
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Status)).ToHaveTextAsync(header);
        await Assertions.Expect(visitor.List().Locator("tbody tr")).ToHaveCountAsync(rows);
    }

    [Theory]
    [InlineData("emptyWithoutHeader", 0)]
    [InlineData("jsonCallGone", 12)]
    public async Task The_header_can_be_missing_altogether(string scenario, int rows)
    {
        await using var visitor = await AtTheMembersAsync(scenario);
        await Assertions.Expect(visitor.List().Locator("tbody tr")).ToHaveCountAsync(rows);
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Status)).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("noOwner", 0)]
    [InlineData("twoOwners", 2)]
    [InlineData("unknownRole", 1)]
    public async Task Roles_say_what_the_scenario_makes_of_them(string scenario, int owners)
    {
        await using var visitor = await AtTheMembersAsync(scenario);
        await Assertions.Expect(visitor.List().GetByRole(AriaRole.Cell, new() { Name = "Owner", Exact = true })).ToHaveCountAsync(owners);
        await Assertions.Expect(visitor.List().GetByText("Billing manager")).ToHaveCountAsync(scenario == "unknownRole" ? 1 : 0);
    }

    [Theory]
    [InlineData("routeMoved", "Page not found")]
    public async Task The_members_page_can_be_gone(string scenario, string heading)
    {
        await using var visitor = await AtTheMembersAsync(scenario, shown: false);
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading)).ToHaveTextAsync(heading);
    }

    [Theory]
    [InlineData("blankShell")]
    [InlineData("browserCrash")]
    public async Task The_skeleton_can_stay(string scenario)
    {
        await using var visitor = await AtTheMembersAsync(scenario, shown: false);
        await Assertions.Expect(visitor.Page.Locator("main[aria-busy=true]")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "Account settings" })).ToBeVisibleAsync();
        await Assertions.Expect(visitor.List()).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_workspace_of_nearly_the_same_name_can_be_open()
    {
        await using var visitor = await AtTheMembersAsync("wrongWorkspaceOnStart");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Workspace: Contoso-SEO", Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_pending_list_can_fail_while_the_confirmed_one_is_fine()
    {
        await using var visitor = await AtTheMembersAsync("pendingUnreadable");
        await visitor.Main.GetByRole(AriaRole.Tab, new() { Name = "Pending" }).ClickAsync();
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Something went wrong");
    }

    [Fact]
    public async Task Most_members_can_be_gone_with_everything_agreeing()
    {
        using var world = site.NewWorld("medium");
        await world.ControlAsync(HttpMethod.Post, "/_sim/scenarios/massDrop");
        using var client = world.NewClient();
        await client.SignInAsync();
        var (_, body) = await client.CallAsync("tkGetWorkspaceInfo");
        Assert.Equal(90, body?["confirmedMembers"]?.AsArray().Count);
        Assert.Equal(90, body?["workspace"]?["members"]?.GetValue<int>());
        Assert.Empty((await world.VerdictAsync()).Effects);
    }

    [Fact]
    public async Task Whom_somebody_else_invited_first_the_site_skips_also_in_a_world_of_second_mails()
    {
        using var world = site.NewWorld(new WorldRecipe { Options = new JsonObject { ["duplicateInvite"] = "double" } });
        var arranged = await world.ControlAsync(HttpMethod.Post, "/_sim/scenarios/partialMulti");
        using var client = await PageLikeAsync(world);
        foreach (var wish in arranged?["wishes"]?.AsArray() ?? [])
            await InviteAsync(client, $"{wish?["email"]}");

        var sent = world.Journal(JournalKind.Effect).Where(effect => effect is { Actor: JournalActor.Operator, Name: "invitationCreated" }).Select(effect => effect.Target);
        Assert.Equal(["new.one@corp.test", "third.one@corp.test"], sent);
        Assert.DoesNotContain((await world.VerdictAsync()).Violations, violation => violation.Rule == "V6");
    }

    [Theory]
    [InlineData("priceHigherThanAllowed", "$80", "may cost 60 USD")]
    [InlineData("apiKeyOwner", "ownsApiKeys")]
    [InlineData("projectOwner", "ownsProjects: 3")]
    public async Task What_has_to_be_named_is_told_with_the_scenario(string id, params string[] detail)
    {
        using var world = site.NewWorld();
        var listed = (await world.ControlAsync(HttpMethod.Get, "/_sim/scenarios"))?.AsArray().Single(scenario => $"{scenario?["id"]}" == id);
        var arranged = await world.ControlAsync(HttpMethod.Post, $"/_sim/scenarios/{id}");
        Assert.All([listed, arranged], told => Assert.Equal(detail, told?["expectedDetail"]?.AsArray().Select(part => $"{part}")));
    }

    [Fact]
    public async Task A_price_above_what_is_allowed_is_asked_for_in_full()
    {
        using var world = site.NewWorld();
        var arranged = await world.ControlAsync(HttpMethod.Post, "/_sim/scenarios/priceHigherThanAllowed");
        using var client = await PageLikeAsync(world);
        var (status, body) = await client.CallAsync("simInviteMembers", new JsonObject { ["emails"] = new JsonArray($"{arranged?["wishes"]?[0]?["email"]}"), ["role"] = "Member" });
        Assert.Equal((402, 8000), (status, body?[1]?[1]?["dueTodayCents"]?.GetValue<int>()));
    }

    private async Task<Visitor> AtTheSignInAsync(string scenario)
    {
        var world = site.NewWorld();
        await world.ControlAsync(HttpMethod.Post, $"/_sim/scenarios/{scenario}");
        var visitor = await site.VisitAsync(world);
        await visitor.Page.GotoAsync("/user/login");
        return visitor;
    }

    private async Task<Visitor> AtTheMembersAsync(string scenario, bool shown = true)
    {
        var world = site.NewWorld();
        await world.ControlAsync(HttpMethod.Post, $"/_sim/scenarios/{scenario}", new JsonObject());
        var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        if (shown) await visitor.MembersShownAsync();
        return visitor;
    }
}
