using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Seatkeeper.AhrefsSimulator.Worlds;
using Seatkeeper.Simulators.Tests.Driving;

namespace Seatkeeper.Simulators.Tests.Reading;

public sealed class ConfirmedMembersPageTests(Site site)
{
    [Fact]
    public async Task Signing_in_with_password_and_code_leads_to_the_members()
    {
        using var world = site.NewWorld();
        await using var visitor = await site.VisitAsync(world);
        await visitor.SignInAsync();
        Assert.Equal($"{world.BaseUrl}/account/members/confirmed", visitor.Page.Url);
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Status)).ToHaveTextAsync("12 members, 14 of 15 seats used");
        Assert.Empty((await world.VerdictAsync()).Violations);
    }

    [Fact]
    public async Task The_page_has_every_landmark_of_the_specification()
    {
        using var world = site.NewWorld();
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync("/account/members");
        await visitor.MembersShownAsync();
        Assert.EndsWith("/account/members/confirmed", visitor.Page.Url, StringComparison.Ordinal);
        var page = visitor.Page;
        await Assertions.Expect(page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Ahrefs" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Button, new() { Name = "Workspace: Contoso SEO" })).ToHaveAttributeAsync("aria-haspopup", "menu");
        var links = await page.GetByRole(AriaRole.Navigation, new() { Name = "Account settings" }).GetByRole(AriaRole.Link).AllTextContentsAsync();
        // "Security" is ours: nothing public tells where the site keeps password and second factor.
        Assert.Equal(["My account", "Security", "Members", "Limits and usage", "Subscription", "API keys", "SAML single sign-on", "Audit log"], links);
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Members");
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Link, new() { Name = "Invite members", Exact = true })).ToHaveAttributeAsync("href", "#invite");
        Assert.Equal(["Confirmed 12", "Pending 2"], await visitor.Main.GetByRole(AriaRole.Tablist).GetByRole(AriaRole.Tab).AllTextContentsAsync());
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Searchbox, new() { Name = "Search members" })).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Combobox, new() { Name = "Sort by" })).ToHaveValueAsync("Name");
        var table = page.GetByRole(AriaRole.Table, new() { Name = "Members" });
        Assert.Equal(["Name", "Email", "Access level", "2FA", "Last active", ""], await table.GetByRole(AriaRole.Columnheader).AllTextContentsAsync());
        await Assertions.Expect(table.GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(12);
        await Assertions.Expect(table.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByText("You", new() { Exact = true }) })).ToContainTextAsync(world.Sim.OperatorEmail);
        await Assertions.Expect(table.GetByRole(AriaRole.Row).Filter(new() { HasText = "Owner" }).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Assertions.Expect(table.GetByRole(AriaRole.Rowheader).First).ToHaveTextAsync("no.name@corp.test");
    }

    [Fact]
    public async Task The_two_factor_switch_is_the_stop_before_the_invite_link()
    {
        using var world = site.NewWorld();
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await visitor.MembersShownAsync();
        await visitor.Main.GetByRole(AriaRole.Switch, new() { Name = "Require two-factor authentication" }).FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Link, new() { Name = "Invite members" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Class_names_are_hashed_anew_for_each_world_and_no_test_id_is_there()
    {
        using var one = site.NewWorld();
        using var other = site.NewWorld();
        Assert.NotEqual(await ClassOfTheBannerAsync(one), await ClassOfTheBannerAsync(other));
    }

    [Fact]
    public async Task A_change_of_the_order_replaces_the_rows_so_that_old_handles_are_dead()
    {
        using var world = site.NewWorld();
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await visitor.MembersShownAsync();
        var handle = await visitor.List().ElementHandleAsync();
        await visitor.Button("Ascending").ClickAsync();
        await Assertions.Expect(visitor.List().GetByRole(AriaRole.Rowheader).Last).ToHaveTextAsync("no.name@corp.test");
        Assert.False(await handle.EvaluateAsync<bool>("node => node.isConnected"));
    }

    [Fact]
    public async Task A_search_survives_the_change_of_tab_and_does_not_change_the_header()
    {
        using var world = site.NewWorld();
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await visitor.MembersShownAsync();
        await visitor.Main.GetByRole(AriaRole.Searchbox).FillAsync("NO.NAME");
        await Assertions.Expect(visitor.List().Locator("tbody tr")).ToHaveCountAsync(1);
        await visitor.Main.GetByRole(AriaRole.Tab, new() { Name = "Pending" }).ClickAsync();
        await Assertions.Expect(visitor.Main.GetByText("No invitations match your search")).ToBeVisibleAsync();
        await visitor.Main.GetByRole(AriaRole.Tab, new() { Name = "Confirmed" }).ClickAsync();
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("NO.NAME");
        await Assertions.Expect(visitor.List().Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Status)).ToHaveTextAsync("12 members, 14 of 15 seats used");
        await visitor.Main.GetByRole(AriaRole.Searchbox).FillAsync("Muller");
        await Assertions.Expect(visitor.Main.GetByText("No members match your search")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_old_tabs_rows_stay_for_a_moment_under_the_new_tab()
    {
        using var world = site.NewWorld();
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await visitor.MembersShownAsync();
        var stale = await visitor.Page.EvaluateAsync<bool>(
            """
            async () => {
              const tab = [...document.querySelectorAll('[role=tab]')].find(t => t.textContent.startsWith('Pending'));
              tab.click();
              for (;;) {
                await new Promise(done => setTimeout(done, 5));
                const selected = document.querySelector('[role=tab][aria-selected=true]')?.textContent ?? '';
                const list = document.querySelector('table')?.getAttribute('aria-label') ?? '';
                if (selected.startsWith('Pending') && list === 'Members') return true;
                if (list === 'Pending invitations') return false;
              }
            }
            """);
        Assert.True(stale);
        await visitor.MembersShownAsync("Pending invitations");
        await Assertions.Expect(visitor.List("Pending invitations").Locator("tbody tr")).ToHaveCountAsync(2);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task A_member_without_rights_gets_no_controls(bool canSeeList, int tables)
    {
        using var world = site.NewWorld(new WorldRecipe { Options = new JsonObject { ["membersCanSeeList"] = canSeeList } });
        await world.ControlAsync(HttpMethod.Post, "/_sim/scenarios/demoted");
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await Assertions.Expect(visitor.Main.GetByText("Only workspace owners and admins can manage members")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.Locator("main[aria-busy]")).ToHaveCountAsync(0);
        await Assertions.Expect(visitor.List()).ToHaveCountAsync(tables);
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Link, new() { Name = "Invite members" })).ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Switch)).ToHaveCountAsync(0);
    }

    private async Task<string?> ClassOfTheBannerAsync(World world)
    {
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await visitor.MembersShownAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-testid]")).ToHaveCountAsync(0);
        return await visitor.Page.GetByRole(AriaRole.Banner).GetAttributeAsync("class");
    }
}
