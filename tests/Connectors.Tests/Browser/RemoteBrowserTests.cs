using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.Tests.Browser;

public sealed class RemoteBrowserTests(Site site)
{
    private static readonly AppWorkspace Pinned = new("ws_01", "Contoso SEO");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_browser_elsewhere_reads_as_well_and_its_death_is_a_failure_that_may_be_tried_again()
    {
        using var world = await World.CreateAsync(site);
        await world.BringSessionAsync();
        await using var elsewhere = await BrowserElsewhere.StartAsync(new NavigationPolicy(new Uri(world.BaseUrl), []), Cancel);
        await using var browser = Site.NewBrowser(At(elsewhere.Address));
        var connector = world.Connector(browser: browser);

        var read = await connector.ReadMembersAsync(world.Run, Pinned, Cancel);
        Assert.Equal(world.Truth.Workspaces[0].Members.Count, read.ConfirmedTotal);

        await elsewhere.KillAsync();
        var failure = await Assert.ThrowsAsync<AppFailureException>(() => connector.ReadMembersAsync(world.Run, Pinned, Cancel));
        Assert.Equal((FailureKind.BrowserFailure, FailureEffect.None), (failure.Failure.Kind, failure.Failure.Effect));
        Assert.True(FailureCatalog.MayRepeat(failure.Failure));
    }

    [Fact]
    public async Task A_browser_elsewhere_that_may_go_anywhere_is_not_used()
    {
        using var world = await World.CreateAsync(site);
        await using var elsewhere = await BrowserElsewhere.StartAsync(policy: null, Cancel);
        await using var browser = Site.NewBrowser(At(elsewhere.Address));

        var failure = await Assert.ThrowsAsync<AppFailureException>(() => world.Connector(browser: browser).VerifyAsync(world.Run, workspace: null, Cancel));

        Assert.Equal(FailureKind.BrowserFailure, failure.Failure.Kind);
        Assert.Contains("--host-resolver-rules", failure.Failure.Detail, StringComparison.Ordinal);
        Assert.Equal(0, world.Run.CredentialReads);
    }

    [Theory]
    [InlineData("ws://browser.corp.test/devtools")]
    [InlineData("http://10.0.0.4:9222")]
    [InlineData("browser.corp.test")]
    public void A_browser_is_not_reached_in_the_clear(string address) =>
        Assert.Contains(Faults(address), fault => fault.Contains("Browser__WsEndpoint", StringComparison.Ordinal));

    [Theory]
    [InlineData("wss://browser.corp.test/devtools?token=t")]
    [InlineData("https://browser.corp.test")]
    [InlineData("ws://127.0.0.1:9222/devtools/browser/1")]
    public void A_browser_is_reached_encrypted_or_on_the_same_machine(string address) => Assert.Empty(Faults(address));

    private static List<string> Faults(string address) =>
        [.. new BrowserOptions { WsEndpoint = address }.Validate(new(new object())).Select(result => result.ErrorMessage ?? "")];

    private static BrowserOptions At(string address)
    {
        var options = Site.NewOptions();
        options.WsEndpoint = address;
        return options;
    }
}
