using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Connectors.Tests.Rig;

namespace Seatkeeper.Connectors.Tests.Variants;

/// <summary>A page may be made of several parts: frames of its own origin, and shadow roots.</summary>
public sealed class PagePartsTests(Site site)
{
    private const string Members =
        """
        <main><h1>Members</h1><output>1 member</output><a href="#" role="tab" aria-selected="true">Confirmed 1</a><table aria-label="Members">
        <thead><tr><th scope="col">Email</th><th scope="col">Access level</th></tr></thead><tbody><tr><td>a@corp.test</td><td>Member</td></tr></tbody></table></main>
        """;

    private const string Removal =
        """
        <div role="alertdialog" aria-labelledby="d"><h2 id="d">Remove member?</h2><p>a@corp.test loses access immediately.</p><button>Cancel</button><button>Remove</button>
        """;

    private static readonly PageMap Map = PageMapParser.Parse(EmbeddedText.Read(AhrefsRegistration.OwnPageMap), "own");

    [Fact]
    public async Task What_is_shown_in_a_part_of_the_page_counts_and_nothing_that_is_hidden_or_of_another_origin()
    {
        var policy = new NavigationPolicy(new Uri($"http://nowhere.localhost:{site.Simulator.Listening.Port}"), []);
        await using var session = await site.Browser.OpenAsync($"parts-{Guid.NewGuid():N}", stored: null, policy, TestContext.Current.CancellationToken);
        var page = await session.OpenPageAsync();

        Assert.Equal(("ready", "a@corp.test"), Told(await LookAsync(page, Frame(Shadow(Members)))));
        Assert.Equal("missing", (await LookAsync(page, Frame(Shadow(Members), "style='display:none'"))).State);
        Assert.Equal("missing", (await LookAsync(page, Frame(Shadow(Members), "sandbox"))).State);
        Assert.Equal("missing", (await LookAsync(page, Frame(Shadow(Members), "style='width:0;height:0;border:0'"))).State);
        Assert.Equal("missing", (await LookAsync(page, Frame(Shadow(Members), "style='position:absolute;left:-9999px'"))).State);
        Assert.Equal("ready", (await LookAsync(page, Frame(Shadow(Members), "style='position:absolute;top:3000px'"))).State);
        Assert.Equal(("ready", "a@corp.test"), Told(await LookAsync(page, Frame(Shadow(Members)) + Frame(Members, "style='visibility:hidden'"))));
        var twice = await LookAsync(page, Frame(Shadow(Members)) + Frame(Members));
        Assert.Equal(("missing", "page.main", 2, null), (twice.State, twice.Missing, twice.Found, twice.List));
        Assert.Equal("foreign", (await LookAsync(page, Frame(Shadow(Members)), language: "xx")).State);
        Assert.Equal("dialog", (await LookAsync(page, Frame(Shadow(Members + """<div role="dialog">Read this first</div>""")))).State);
        var asked = (await LookAsync(page, Frame(Shadow(Members + Removal + "</div>")), "removeDialog")).Asked;
        Assert.Equal(("a@corp.test", ""), (asked?.Targets.Single(), string.Concat(asked?.Extra ?? [])));
        var more = (await LookAsync(page, Frame(Shadow(Members + Removal + Shadow("and their projects go to you") + "</div>")), "removeDialog")).Asked;
        Assert.Equal(["and their projects go to you"], more?.Extra);
    }

    private static (string State, string? Email) Told(PageLook look) => (look.State, look.List?.Rows.Single().Email);

    private static string Shadow(string content) => $"""<div><template shadowrootmode="open">{content}</template></div>""";

    private static string Frame(string content, string attributes = "") => $"""<iframe {attributes} srcdoc="{WebUtility.HtmlEncode(content)}"></iframe>""";

    private static async Task<PageLook> LookAsync(IPage page, string content, string? dialog = null, string language = "en")
    {
        await page.SetContentAsync($"""<html lang="{language}"><body><header><button>Workspace: Contoso</button></header>{content}</body></html>""");
        var request = new { page = "confirmed", texts = Array.Empty<string>(), strict = true, dialog, waitMs = 20_000, contractMs = 500 };
        return PageLook.Parse(await page.EvaluateAsync<string>(PageScripts.Look, $$"""{"map":{{Map.Json}},"request":{{JsonSerializer.Serialize(request)}}}"""));
    }
}
