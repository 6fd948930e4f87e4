using System.Net;
using Microsoft.Playwright;
using Seatkeeper.Simulators.Tests.Driving;

namespace Seatkeeper.Simulators.Tests.Reading;

public sealed class OtherPagesTests(Site site)
{
    [Fact]
    public async Task Limits_tell_the_seats()
    {
        using var world = site.NewWorld("standardFree");
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync("/account/limits-and-usage");
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Limits and usage");
        Assert.Equal("5", await FactAsync(visitor, "Seats used"));
        Assert.Equal("6", await FactAsync(visitor, "Seats paid"));
        Assert.Equal("6", await FactAsync(visitor, "Seats maximum"));
    }

    [Fact]
    public async Task My_account_tells_who_is_signed_in()
    {
        using var world = site.NewWorld();
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync("/account/my-account");
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("My account");
        Assert.Equal(world.Sim.OperatorEmail, await FactAsync(visitor, "Email"));
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Combobox, new() { Name = "Language" })).ToHaveValueAsync("en");
    }

    [Fact]
    public async Task A_browser_that_comes_back_does_not_fetch_the_scripts_again()
    {
        using var world = site.NewWorld();
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync("/account/my-account");
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("My account");
        Assert.DoesNotContain(0, await FetchedAsync(visitor));

        await visitor.Page.GotoAsync("/account/limits-and-usage");

        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Limits and usage");
        Assert.Equal([0], (await FetchedAsync(visitor)).Distinct());
    }

    [Fact]
    public async Task The_workspace_menu_switches_to_the_one_that_is_chosen()
    {
        using var world = site.NewWorld("twoWorkspaces");
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await visitor.MembersShownAsync();
        await visitor.Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Button, new() { Name = "Workspace: Contoso SEO" }).ClickAsync();
        var menu = visitor.Page.GetByRole(AriaRole.Menu);
        await Assertions.Expect(menu.GetByRole(AriaRole.Menuitemradio)).ToHaveTextAsync(new[] { "Contoso SEO", "Contoso-SEO" });
        await Assertions.Expect(menu.GetByRole(AriaRole.Link, new() { Name = "Invite members" })).ToBeVisibleAsync();
        await Assertions.Expect(menu.GetByRole(AriaRole.Link, new() { Name = "Account settings" })).ToBeVisibleAsync();
        await menu.GetByRole(AriaRole.Menuitemradio, new() { Name = "Contoso-SEO", Exact = true }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Workspace: Contoso-SEO" })).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Status)).ToHaveTextAsync("1 member, 1 of 1 seats used");
        Assert.Equal("ws_02", world.Journal().Single(e => e.Name == "workspaceSwitched").Target);
    }

    [Fact]
    public async Task A_link_changes_the_page_without_loading_it()
    {
        using var world = site.NewWorld();
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync("/dashboard");
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Dashboard");
        await visitor.Page.GotoAsync("/account/my-account");
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading)).ToHaveTextAsync("My account");
        var loads = world.Journal().Count(e => e.Name == "page");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Members", Exact = true }).ClickAsync();
        await visitor.MembersShownAsync();
        await visitor.Page.GoBackAsync();
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("My account");
        Assert.Equal(loads, world.Journal().Count(e => e.Name == "page"));
    }

    [Fact]
    public async Task An_unknown_path_says_so_with_status_200()
    {
        using var world = site.NewWorld();
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync("/account/no-such-page");
        await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Page not found");
        using var client = world.NewClient();
        using var answer = await client.GetAsync("/account/no-such-page");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Overlays_lie_over_the_page_until_they_are_closed()
    {
        using var world = site.NewWorld();
        await world.ControlAsync(HttpMethod.Put, "/_sim/ui", System.Text.Json.Nodes.JsonNode.Parse("""{"overlays":["cookie","survey"]}"""));
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await visitor.Dialog("How are we doing?").GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Cookies" }).GetByRole(AriaRole.Button, new() { Name = "Reject" }).ClickAsync();
        await visitor.Page.ReloadAsync();
        await visitor.MembersShownAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Cookies" })).ToHaveCountAsync(0);
    }

    private static async Task<string?> FactAsync(Visitor visitor, string term) =>
        await visitor.Main.Locator($"dt:text-is('{term}') + dd").TextContentAsync();

    // Bytes that came over the wire for each of the page's own files.
    private static Task<long[]> FetchedAsync(Visitor visitor) => visitor.Page.EvaluateAsync<long[]>(
        "() => performance.getEntriesByType('resource').filter(e => e.name.includes('/assets/')).map(e => e.transferSize)");
}
