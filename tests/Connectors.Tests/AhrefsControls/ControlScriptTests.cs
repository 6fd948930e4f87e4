using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsControls;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.Tests.Rig;

namespace Seatkeeper.Connectors.Tests.AhrefsControls;

/// <summary>Whose a control is, as the page's own reader proves it on pages that no simulator plays.</summary>
public sealed class ControlScriptTests(Site site)
{
    private const string Ann = "ann@corp.test", Bob = "bob@corp.test";

    private const string Invitations =
        """
        <table aria-label="Pending invitations"><thead><tr><th>Email</th><th>Access level</th><th></th></tr></thead><tbody>
        <tr><td>ann@corp.test</td><td>Member</td><td><button onclick="document.title += this.closest('tr').cells[0].textContent">Resend</button></td></tr>
        <tr><td>bob@corp.test</td><td>Member</td><td><button disabled>Resend</button></td></tr></tbody></table>
        """;

    [Fact]
    public async Task A_click_reaches_the_person_and_is_kept_from_whoever_has_the_element_by_then()
    {
        await using var session = await OpenAsync();
        var page = await PageAsync(session, Invitations);
        var step = new ControlStep("pending", Ann, "pending.resend", "row.resend", "panel.resend", "bulk.resend", Asks: false, "row", "last", Guarded: true);

        var element = await ElementAsync(page, step);
        await page.EvaluateAsync("() => { const [one, two] = document.querySelectorAll('tbody tr'); [one.cells[0].textContent, two.cells[0].textContent] = [two.cells[0].textContent, one.cells[0].textContent]; }");
        await element.ClickAsync();
        Assert.Equal(new Pressed(Passed: false, Proven: false, Kept: true), await PressedAsync(page));
        Assert.Equal("", await page.TitleAsync());

        await (await ElementAsync(page, step with { Key = Bob })).ClickAsync();
        Assert.Equal(new Pressed(Passed: true, Proven: true, Kept: false), await PressedAsync(page));
        Assert.Equal(Bob, await page.TitleAsync());
        Assert.Equal(AhrefsPage.IsOff, await NumberAsync(page, step));
    }

    [Fact]
    public async Task What_a_map_says_of_where_a_control_lies_moves_it_out_of_no_row_panel_or_toolbar()
    {
        await using var session = await OpenAsync();
        var page = await PageAsync(session, Invitations + """<section role="region" aria-label="Cookies"><button>Resend</button></section><aside aria-label="Member details"><p>ann@corp.test</p></aside><button>Resend invitation</button>""");
        var step = new ControlStep("pending", Ann, "pending.resend", "row.resend", "panel.resend", "bulk.resend", Asks: false, "row", "last");
        string[] elsewhere = ["""[{"role":"region"}]""", """[{"role":"button","within":"shell.navigation","names":{"en":["Resend"]}}]"""];

        Assert.Equal(0, await NumberAsync(page, step, map => map["landmarks"]!["shell.navigation"] = Json(elsewhere[0]), map => map["landmarks"]!["row.resend"] = Json(elsewhere[1])));
        Assert.Equal(0, await NumberAsync(page, step with { Way = "panel" }, map => map["landmarks"]!["panel.resend"] = Json("""[{"role":"button","names":{"en":["Resend invitation"]}}]""")));
    }

    [Theory]
    [InlineData("#", true)]
    [InlineData("/account/members/remove?id=1", false)]
    public async Task A_link_is_an_entry_only_where_it_leads_nowhere_else(string href, bool isEntry)
    {
        await using var session = await OpenAsync();
        var page = await PageAsync(session, Invitations
            .Replace("""<button onclick="document.title += this.closest('tr').cells[0].textContent">Resend</button>""", $"""<a href="#" role="button" aria-expanded="true" aria-label="Actions for ann@corp.test">⋯</a><div role="menu"><a href="{href}">Cancel invitation</a></div>""", StringComparison.Ordinal));
        var step = new ControlStep("pending", Ann, "pending.cancel", "row.cancel", "panel.cancel", "bulk.cancel", Asks: true, "menu", "last");

        Assert.Equal(isEntry, await page.EvaluateHandleAsync(PersonControls.Script, Input(step)) is IElementHandle);
    }

    [Theory]
    [InlineData("<li><h3>Bob</h3><p>bob@corp.test</p><p>Access level: Member</p></li>", "ready")]
    [InlineData("<li><h3>Bob</h3><p>bob@corp.test</p><p>Access level: Member</p></li><li><div></div><div></div></li>", "busy")]
    [InlineData("", "busy")]
    public async Task Nobody_is_gone_as_long_as_a_list_is_half_drawn(string cards, string state)
    {
        await using var session = await OpenAsync();
        var page = await PageAsync(session, $"""<button role="switch" aria-checked="false">Require two-factor authentication</button><ul aria-label="Members">{cards}</ul>""", tab: "Confirmed");
        var request = new { page = "confirmed", strict = true, person = new PersonWanted(Ann, "", Gone: true), waitMs = 300, contractMs = 300 };

        Assert.Equal(state, PageLook.Parse(await page.EvaluateAsync<string>(PageScripts.Look, Input(request))).State);
    }

    [Fact]
    public async Task What_the_page_said_of_an_earlier_person_is_waited_out_even_where_it_is_drawn_anew()
    {
        await using var session = await OpenAsync();
        var page = await PageAsync(session, Invitations + "<output id=\"said\">Invitation sent</output>");
        await page.EvaluateAsync("() => { const said = document.getElementById('said'); setTimeout(() => said.replaceWith(said.cloneNode(true)), 100); setTimeout(() => document.getElementById('said').remove(), 400); }");

        await page.EvaluateAsync<string>(PageScripts.Of("absent.js"), Input(new { keys = new[] { "toast.sent" }, waitMs = 20_000 }));

        Assert.Null(await page.QuerySelectorAsync("#said"));
    }

    private async Task<BrowserSession> OpenAsync()
    {
        var policy = new NavigationPolicy(new Uri($"http://nowhere.localhost:{site.Simulator.Listening.Port}"), []);
        return await site.Browser.OpenAsync($"controls-{Guid.NewGuid():N}", stored: null, policy, TestContext.Current.CancellationToken);
    }

    private static async Task<IPage> PageAsync(BrowserSession session, string list, string tab = "Pending")
    {
        var page = await session.OpenPageAsync();
        await page.SetContentAsync(
            $"""
            <html lang="en"><body><header><button>Workspace: Contoso</button></header><main><h1>Members</h1>
            <div role="tablist"><a href="#" role="tab" aria-selected="true">{tab} 2</a></div>{list}</main></body></html>
            """);
        return page;
    }

    private async Task<IElementHandle> ElementAsync(IPage page, ControlStep step) =>
        Assert.IsAssignableFrom<IElementHandle>(await page.EvaluateHandleAsync(PersonControls.Script, Input(step, WithPlainNames)));

    private async Task<int> NumberAsync(IPage page, ControlStep step, params Action<JsonNode>[] changes) =>
        await (await page.EvaluateHandleAsync(PersonControls.Script, Input(step, [WithPlainNames, .. changes]))).JsonValueAsync<int>();

    private static async Task<Pressed?> PressedAsync(IPage page) =>
        JsonSerializer.Deserialize<Pressed>(await page.EvaluateAsync<string>(PageScripts.Of("pressed.js"), """{"map":{"languages":{}},"request":{}}"""), JsonSerializerOptions.Web);

    private static void WithPlainNames(JsonNode map) => map["landmarks"]!["row.resend"] = Json("""[{"role":"button","names":{"en":["Resend"]}}]""");

    private static JsonNode? Json(string text) => JsonNode.Parse(text);

    private string Input(object request, params Action<JsonNode>[] changes)
    {
        var map = Json(site.PageMaps.Current.Json)!;
        foreach (var change in changes)
            change(map);
        return $$"""{"map":{{map.ToJsonString()}},"request":{{JsonSerializer.Serialize(request, JsonSerializerOptions.Web)}}}""";
    }
}
