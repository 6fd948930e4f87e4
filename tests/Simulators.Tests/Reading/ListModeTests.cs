using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Seatkeeper.AhrefsSimulator.Worlds;
using Seatkeeper.Simulators.Tests.Driving;

namespace Seatkeeper.Simulators.Tests.Reading;

public sealed class ListModeTests(Site site)
{
    [Fact]
    public async Task Full_shows_everybody_in_one_table()
    {
        using var world = site.NewWorld();
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await visitor.MembersShownAsync();
        Assert.Equal(Truth(world), await PageReader.EmailsAsync(visitor));
    }

    [Fact]
    public async Task Paged_shows_everybody_page_by_page()
    {
        using var world = site.NewWorld("medium");
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await visitor.MembersShownAsync();
        var pages = visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "Pagination" });
        var seen = new List<string>();
        foreach (var range in new[] { "1–50 of 250", "51–100 of 250", "101–150 of 250", "151–200 of 250", "201–250 of 250" })
        {
            await Assertions.Expect(pages.GetByText(range)).ToBeVisibleAsync();
            seen.AddRange(await PageReader.EmailsAsync(visitor));
            if (!range.StartsWith("201", StringComparison.Ordinal)) await pages.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        }

        await Assertions.Expect(pages.GetByRole(AriaRole.Button, new() { Name = "Next" })).ToBeDisabledAsync();
        Assert.Equal(250, seen.Count);
        Assert.Equal(Truth(world), seen.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task LoadMore_grows_until_the_button_is_gone()
    {
        using var world = site.NewWorld(Recipe("small", "loadMore", 5));
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        foreach (var count in new[] { 5, 10 })
        {
            await Assertions.Expect(visitor.List().Locator("tbody tr")).ToHaveCountAsync(count);
            await visitor.Button("Show more").ClickAsync();
        }

        await Assertions.Expect(visitor.List().Locator("tbody tr")).ToHaveCountAsync(12);
        await Assertions.Expect(visitor.Button("Show more")).ToHaveCountAsync(0);
        Assert.Equal(Truth(world), await PageReader.EmailsAsync(visitor));
    }

    [Fact]
    public async Task Virtual_keeps_forty_rows_and_shows_everybody_who_is_scrolled_to()
    {
        using var world = site.NewWorld("large");
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await visitor.MembersShownAsync();
        var grid = visitor.Page.GetByRole(AriaRole.Grid, new() { Name = "Members" });
        await Assertions.Expect(grid).ToHaveAttributeAsync("aria-rowcount", "5001");
        await Assertions.Expect(grid.GetByRole(AriaRole.Row)).ToHaveCountAsync(41);
        var seen = await PageReader.ScrollThroughAsync(grid);
        Assert.Equal(5000, seen.Count);
        Assert.Equal(Truth(world), seen.Select(p => p.Email).ToHashSet(StringComparer.Ordinal));
        Assert.Empty(world.Now.Workspaces.First().Members.Where(m => m.Name.Length > 0).Select(m => (m.Email, m.Name)).Except(seen));
        Assert.DoesNotContain(world.Journal(), e => e.Name == "V15");
    }

    [Fact]
    public async Task Fast_scrolling_shows_placeholders_that_are_nobody()
    {
        using var world = site.NewWorld("large");
        await world.ControlAsync(HttpMethod.Post, "/_sim/faults", new JsonObject
        {
            ["id"] = "hold",
            ["match"] = new JsonObject { ["call"] = "simListMembers", ["nth"] = 2, ["times"] = 0 },
            ["do"] = new JsonObject { ["kind"] = "stall" },
        });
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await visitor.MembersShownAsync();
        var grid = visitor.Page.GetByRole(AriaRole.Grid, new() { Name = "Members" });
        await grid.EvaluateAsync("g => g.scrollTop = 90000");
        await Assertions.Expect(grid.Locator("[role=row][aria-busy=true]").First).ToHaveTextAsync("Loading…");
        await world.ControlAsync(HttpMethod.Post, "/_sim/faults/hold/release");
        await Assertions.Expect(grid.Locator("[role=row][aria-busy=true]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_page_fetched_after_a_change_has_another_version()
    {
        using var world = site.NewWorld("medium");
        using var client = world.NewClient();
        await client.SignInAsync();
        var body = new JsonObject { ["kind"] = "confirmed", ["offset"] = 0, ["limit"] = 50 };
        var before = (await client.CallAsync("simListMembers", body.DeepClone().AsObject())).Body?["version"]?.GetValue<int>();
        await world.ControlAsync(HttpMethod.Post, "/_sim/people/act", new JsonObject { ["actor"] = "olivia.owner@corp.test", ["action"] = "remove", ["target"] = "case.twin@corp.test" });
        body["offset"] = 50;
        Assert.True((await client.CallAsync("simListMembers", body)).Body?["version"]?.GetValue<int>() > before);
    }

    private static WorldRecipe Recipe(string set, string listMode, int pageSize) =>
        new() { Set = set, Overrides = new JsonObject { ["listMode"] = listMode, ["pageSize"] = pageSize } };

    private static HashSet<string> Truth(World world) => world.Now.Workspaces.First().Members.Select(m => m.Email).ToHashSet(StringComparer.Ordinal);
}
