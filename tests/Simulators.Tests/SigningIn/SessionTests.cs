using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Worlds;
using Seatkeeper.Simulators.Tests.Driving;

namespace Seatkeeper.Simulators.Tests.SigningIn;

public sealed class SessionTests(Site site)
{
    [Theory]
    [InlineData(29, 200)]
    [InlineData(31, 401)]
    public async Task A_session_dies_when_it_is_idle(int minutes, int status)
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        await client.SignInAsync();
        await AdvanceAsync(world, minutes * 60);
        Assert.Equal(status, (await client.CallAsync("tkGetWorkspaceInfo")).Status);
    }

    [Fact]
    public async Task A_session_in_use_dies_at_its_absolute_limit()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        await client.SignInAsync();
        for (var i = 0; i < 25; i++)
        {
            await AdvanceAsync(world, 29 * 60);
            if ((await client.CallAsync("tkGetWorkspaceInfo")).Status == 401) return;
        }

        Assert.Fail("The session outlived twelve hours.");
    }

    [Fact]
    public async Task With_one_session_allowed_the_second_sign_in_ends_the_first()
    {
        using var world = site.NewWorld(new WorldRecipe { Account = new AccountRecipe { MaxSessions = 1, TotpSecret = null } });
        using var first = world.NewClient();
        using var second = world.NewClient();
        Assert.Equal("done", (await first.PasswordAsync()).Body?["next"]?.ToString());
        Assert.Equal("done", (await second.PasswordAsync()).Body?["next"]?.ToString());
        Assert.Equal(401, (await first.CallAsync("tkGetWorkspaceInfo")).Status);
        Assert.Equal(200, (await second.CallAsync("tkGetWorkspaceInfo")).Status);
    }

    [Fact]
    public async Task The_clearance_is_good_only_in_the_browser_that_got_it()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        using var first = await client.GetAsync("/user/login", r => r.Headers.Add("User-Agent", "One/1.0"));
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.NotNull(client.Cookies.GetAllCookies()[Cookies.Clearance]);
        using var moved = await client.GetAsync("/user/login", r => r.Headers.Add("User-Agent", "Other/1.0"));
        Assert.Equal(HttpStatusCode.Forbidden, moved.StatusCode);
        Assert.Contains("<title>Just a moment…</title>", await moved.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var back = await client.GetAsync("/user/login", r => r.Headers.Add("User-Agent", "One/1.0"));
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
    }

    [Fact]
    public async Task The_clearance_outlives_the_simulator_as_it_is_the_browsers_and_not_the_runs()
    {
        using var earlier = site.NewWorld();
        using var first = earlier.NewClient();
        using var got = await first.GetAsync("/user/login", r => r.Headers.Add("User-Agent", "One/1.0"));
        var clearance = first.Cookies.GetAllCookies()[Cookies.Clearance]?.Value;

        using var later = site.NewWorld();
        using var second = later.NewClient();
        using var shown = await second.GetAsync("/user/login", r =>
        {
            r.Headers.Add("User-Agent", "One/1.0");
            r.Headers.Add("Cookie", $"{Cookies.Clearance}={clearance}");
        });

        Assert.NotNull(clearance);
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_even_for_the_right_one()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        for (var i = 0; i < 5; i++) Assert.Equal(401, (await client.PasswordAsync("wrong")).Status);
        var (status, body) = await client.PasswordAsync();
        Assert.Equal(423, status);
        Assert.Equal("""["Error","Locked"]""", body?.ToJsonString());
    }

    [Fact]
    public async Task A_sign_in_needs_a_token_of_the_check_and_uses_it_up()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        var body = new JsonObject { ["email"] = world.Sim.OperatorEmail, ["password"] = world.Password, ["challengeToken"] = "made-up" };
        var (status, answer) = await client.CallAsync("simSignIn", body);
        Assert.Equal(403, status);
        Assert.Equal("""["Error","Challenge"]""", answer?.ToJsonString());
    }

    [Fact]
    public async Task A_code_of_another_time_is_refused_and_the_site_tells_its_own_time()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        await world.ControlAsync(HttpMethod.Put, "/_sim/clock/skew", new JsonObject { ["seconds"] = 95 });
        await client.PasswordAsync();
        var code = AhrefsSimulator.Api.TotpCodes.Compute(world.TotpSecret, DateTimeOffset.UtcNow);
        Assert.Equal(401, (await client.CodeAsync(code)).Status);
        using var page = await client.GetAsync("/user/login");
        Assert.InRange((page.Headers.Date - DateTimeOffset.UtcNow)?.TotalSeconds ?? 0, 85, 100);
    }

    [Theory]
    [InlineData("redirect")]
    [InlineData("dialog")]
    [InlineData("blank")]
    [InlineData("oops")]
    public async Task A_page_without_a_session_shows_what_the_world_says(string style)
    {
        using var world = site.NewWorld(new WorldRecipe { Options = new JsonObject { ["deadSessionStyle"] = style } });
        await using var visitor = await site.VisitAsync(world);
        await visitor.Page.GotoAsync("/account/members/confirmed");
        switch (style)
        {
            case "redirect":
                await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Sign in to Ahrefs");
                break;
            case "dialog":
                await Assertions.Expect(visitor.Dialog("Your session has expired").Locator("input[name=password]")).ToBeVisibleAsync();
                break;
            case "blank":
                await Assertions.Expect(visitor.Page.Locator("main[aria-busy=true]")).ToBeVisibleAsync();
                break;
            default:
                await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToHaveTextAsync("Oops, this page doesn't exist");
                await Assertions.Expect(visitor.Main.GetByRole(AriaRole.Link, new() { Name = "Sign in" })).ToBeVisibleAsync();
                break;
        }
    }

    [Fact]
    public async Task A_session_that_dies_on_an_open_page_leaves_its_rows_and_puts_the_dialog_over_them()
    {
        using var world = site.NewWorld(new WorldRecipe { Options = new JsonObject { ["deadSessionStyle"] = "dialog" } });
        await using var visitor = await site.VisitAsync(world);
        await visitor.BringSessionAsync();
        await visitor.MembersShownAsync();
        await world.ControlAsync(HttpMethod.Post, "/_sim/sessions/revoke", new JsonObject { ["account"] = world.Sim.OperatorEmail });
        await visitor.Button("Ascending").ClickAsync();
        await Assertions.Expect(visitor.Dialog("Your session has expired")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.List().Locator("tbody tr")).ToHaveCountAsync(12);
    }

    private static Task AdvanceAsync(World world, int seconds) =>
        world.ControlAsync(HttpMethod.Post, "/_sim/clock/advance", new JsonObject { ["seconds"] = seconds });
}
