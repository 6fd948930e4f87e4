using System.Globalization;
using System.Text.Json;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Connectors.Tests.Rig;

namespace Seatkeeper.Connectors.Tests.Ahrefs;

/// <summary>A list of thousands is looked at without asking the browser for its style; what that could get wrong is looked at strictly.</summary>
public sealed class LookOnTrustTests(Site site)
{
    private const string Styled = "<style>.away { display: none }</style>";
    private static readonly PageMap Map = PageMapParser.Parse(EmbeddedText.Read(AhrefsRegistration.OwnPageMap), "own");

    [Fact]
    public async Task A_long_list_is_read_on_trust()
    {
        var look = await LookAsync(PageOf(List(600)));

        Assert.Equal(("ready", true, 600), (look.State, look.OnTrust, look.List?.Rows.Count));
    }

    [Fact]
    public async Task A_short_list_is_read_strictly()
    {
        var look = await LookAsync(PageOf(List(50)));

        Assert.Equal(("ready", false, 50), (look.State, look.OnTrust, look.List?.Rows.Count));
    }

    [Fact]
    public async Task Nothing_is_taken_on_trust_where_that_is_asked_for()
    {
        var look = await LookAsync(PageOf(List(600)), strict: true);

        Assert.Equal(("ready", false, 600), (look.State, look.OnTrust, look.List?.Rows.Count));
    }

    [Fact]
    public async Task Of_two_lists_the_one_that_a_style_hides_does_not_count()
    {
        var look = await LookAsync(PageOf($"""<div class="away">{List(5)}</div>{List(600)}"""));

        Assert.Equal(("ready", false, 1, 600), (look.State, look.OnTrust, look.List?.Lists, look.List?.Rows.Count));
    }

    [Fact]
    public async Task A_double_with_the_hidden_attribute_makes_the_look_strict()
    {
        var look = await LookAsync(PageOf($"<output hidden>1 members</output>{List(600)}"));

        Assert.Equal(("ready", false, "600", 1), (look.State, look.OnTrust, look.Text("members.headerCount"), look.Count("members.headerCount")));
    }

    [Fact]
    public async Task A_hidden_attribute_that_a_style_overrules_hides_nothing()
    {
        var look = await LookAsync(PageOf(List(600) + """<div role="dialog" hidden style="display:block"><form><input type="password" name="password"></form></div>"""));

        Assert.Equal("loginDialog", look.State);
    }

    [Fact]
    public async Task A_sign_in_dialog_that_a_style_hides_stops_nothing()
    {
        var look = await LookAsync(PageOf(List(600) + """<div role="dialog" class="away"><form><input type="password" name="password"></form></div>"""));

        Assert.Equal(("ready", false, 600), (look.State, look.OnTrust, look.List?.Rows.Count));
    }

    [Fact]
    public async Task A_dialog_that_is_shown_is_never_missed()
    {
        var look = await LookAsync(PageOf(List(600) + """<div role="dialog" aria-label="Something new"><p>Read this first</p></div>"""));

        Assert.Equal(("dialog", "Something new"), (look.State, look.Dialog));
    }

    private static string PageOf(string content) =>
        $"""
        <html lang="en"><head>{Styled}</head><body><header><button>Workspace: Contoso</button></header>
        <main><h1>Members</h1><output>600 members</output><div role="tablist"><a href="#" role="tab" aria-selected="true">Confirmed 600</a></div>{content}</main></body></html>
        """;

    private static string List(int people)
    {
        var rows = Enumerable.Range(0, people).Select(i => string.Create(CultureInfo.InvariantCulture, $"<tr><th scope=row>Person {i}</th><td>p{i}@corp.test</td><td>Member</td></tr>"));
        return $"<table aria-label=Members><thead><tr><th scope=col>Name</th><th scope=col>Email</th><th scope=col>Access level</th></tr></thead><tbody>{string.Concat(rows)}</tbody></table>";
    }

    private async Task<PageLook> LookAsync(string html, bool strict = false)
    {
        // Whoever starts the one browser sets its rules for all: the port is the simulator's.
        var policy = new NavigationPolicy(new Uri($"http://nowhere.localhost:{site.Simulator.Listening.Port}"), []);
        await using var session = await site.Browser.OpenAsync($"look-{Guid.NewGuid():N}", stored: null, policy, TestContext.Current.CancellationToken);
        var page = await session.OpenPageAsync();
        await page.SetContentAsync(html);
        var request = new { page = "confirmed", texts = new[] { "members.headerCount" }, strict, waitMs = 5_000, contractMs = 1_000 };
        return PageLook.Parse(await page.EvaluateAsync<string>(PageScripts.Look, $$"""{"map":{{Map.Json}},"request":{{JsonSerializer.Serialize(request)}}}"""));
    }
}
