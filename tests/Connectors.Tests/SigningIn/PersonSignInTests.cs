using System.Text.Json.Nodes;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.Tests.SigningIn;

[Collection<AtTheScreen>]
public sealed class PersonSignInTests(Site site, UnseenScreen screen)
{
    private static readonly AppWorkspace Pinned = new("ws_01", "Contoso SEO");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_signs_in_once_and_unattended_reads_go_on_with_that()
    {
        screen.SkipWithoutWindows();
        using var world = await World.CreateAsync(site, options: new { turnstile = "interactive" }, account: new { requireEmailLink = true });

        string agent;
        await using (var window = screen.NewBrowser())
        {
            var signing = world.Connector(browser: window).SignInByPersonAsync(world.Run, new SignInWish(Pinned), Cancel);
            agent = await new PersonAtWindow(window, world).SignInAsync(clicksCheck: true, opensLink: true);
            var found = await signing;
            Assert.Equal((Pinned, world.Truth.OperatorEmail), (found.Workspace, found.OperatorEmail));
        }

        Assert.Contains(world.Run.Reports, told => told.Contains("mailed a link", StringComparison.Ordinal));
        Assert.True(world.Run.Session?.Origin is { WithWindow: true, Browser.Length: > 0 });
        // As set, the app's browser has no window; for this session it has one.
        await using var unattended = screen.NewBrowser(headless: true);
        var snapshot = await world.Connector(browser: unattended).ReadMembersAsync(world.Run, Pinned, Cancel);

        Assert.True(snapshot.Complete);
        // Nobody but the person signed in, and nothing pretended to be another browser.
        Assert.Equal(0, world.Run.CredentialReads);
        Assert.Equal(1, await CountAsync(world, "auth", "signedIn"));
        Assert.DoesNotContain("Headless", agent, StringComparison.Ordinal);
        Assert.Equal(agent, await AgentAsync(unattended));
        Assert.Null(unattended.Running);
        Assert.True(world.Run.Session?.Origin?.WithWindow);
        // The one click on the check is the person's; the referee takes it for the automation's, and objects to nothing else.
        Assert.Equal(1, await CountAsync(world, "uiEvent", "challengeClick"));
        Assert.Equal("V9", Assert.Single((await world.GetAsync("verdict"))["violations"]?.AsArray() ?? [])?["rule"]?.ToString());
    }

    // Three more windows, at several seconds of processor each; what is verified is what connecting verifies, and that is in every run.
    [Fact(Explicit = true)]
    public async Task A_wrong_workspace_or_person_hands_nothing_over_nor_does_a_closed_window()
    {
        screen.SkipWithoutWindows();
        using var world = await World.CreateAsync(site);
        await using var window = screen.NewBrowser();
        var person = new PersonAtWindow(window, world);

        var elsewhere = await RefusedAsync(world, window, new AppWorkspace("ws_99", Pinned.Name), () => person.SignInAsync());
        await world.PostAsync("scenarios/loggedInAsOther", new { });
        var other = await RefusedAsync(world, window, Pinned, () => person.SignInAsync());
        var closed = await RefusedAsync(world, window, Pinned, person.WalkAwayAsync);

        Assert.Equal(FailureKind.WrongWorkspace, elsewhere.Kind);
        Assert.Equal(FailureKind.WrongWorkspace, other.Kind);
        Assert.Contains("operatorMismatch", other.Detail, StringComparison.Ordinal);
        Assert.Equal(FailureKind.Cancelled, closed.Kind);
        Assert.Null(world.Run.Session);
        Assert.Empty(world.Run.Evidence);
        await world.AssertNoViolationAsync();
    }

    private static async Task<Failure> RefusedAsync(World world, BrowserHost window, AppWorkspace pinned, Func<Task> person)
    {
        var signing = world.Connector(browser: window).SignInByPersonAsync(world.Run, new SignInWish(pinned), Cancel);
        await person();
        return (await Assert.ThrowsAsync<AppFailureException>(() => signing)).Failure;
    }

    private static async Task<string?> AgentAsync(BrowserHost browser)
    {
        await using var context = await (browser.RunningWithWindow ?? throw new InvalidOperationException("No browser runs.")).NewContextAsync();
        return await (await context.NewPageAsync()).EvaluateAsync<string>("navigator.userAgent");
    }

    private static async Task<int> CountAsync(World world, string kind, string name) =>
        (await world.GetAsync($"journal?kinds={kind}")).AsArray().Count(entry => entry is JsonObject o && o["name"]?.ToString() == name);
}
