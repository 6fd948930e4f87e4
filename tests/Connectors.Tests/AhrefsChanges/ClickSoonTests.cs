using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.Tests.Rig;

namespace Seatkeeper.Connectors.Tests.AhrefsChanges;

/// <summary>Of a click that ran out of time, the driver's own log tells whether it reached the page.</summary>
public sealed class ClickSoonTests(Site site)
{
    [Theory]
    [InlineData("", true)]
    [InlineData("<div style='position:fixed;inset:0;background:#fff'></div>", false)]
    public async Task A_button_that_something_covers_is_told_as_not_clicked(string cover, bool clicked)
    {
        var policy = new NavigationPolicy(new Uri($"http://nowhere.localhost:{site.Simulator.Listening.Port}"), []);
        await using var session = await site.Browser.OpenAsync($"click-{Guid.NewGuid():N}", stored: null, policy, TestContext.Current.CancellationToken);
        var page = await session.OpenPageAsync();
        await page.SetContentAsync($"<button onclick='document.title = \"sent\"'>Send</button>{cover}");
        var button = await page.QuerySelectorAsync("button");
        Assert.NotNull(button);

        Assert.Equal(clicked, await Click.SoonAsync(button, timeoutMs: clicked ? 30_000 : 3_000));

        Assert.Equal(clicked ? "sent" : "", await page.TitleAsync());
    }
}
