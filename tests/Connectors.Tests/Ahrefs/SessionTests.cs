using System.Text.Json.Nodes;
using OtpNet;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.Tests.Ahrefs;

public sealed class SessionTests(Site site)
{
    private static readonly AppWorkspace Pinned = new("ws_01", "Contoso SEO");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_instance_goes_on_with_the_stored_session()
    {
        using var world = await World.CreateAsync(site);
        var connection = await world.Connector().VerifyAsync(world.Run, workspace: null, Cancel);
        var reads = world.Run.CredentialReads;
        await using var elsewhere = Site.NewBrowser(maxSessions: 1);

        var snapshot = await world.Connector(browser: elsewhere).ReadMembersAsync(world.Run, connection.Workspace, Cancel);

        Assert.True(snapshot.Complete);
        Assert.Equal(reads, world.Run.CredentialReads);
        Assert.Equal(1, await SignInsAsync(world));
    }

    [Fact]
    public async Task A_session_is_stored_again_as_its_context_ends_which_alone_knows_how_long_its_cookies_are_good()
    {
        using var world = await World.CreateAsync(site);
        await world.BringSessionAsync();
        await using var browser = Site.NewBrowser(maxSessions: 1);
        var connector = world.Connector(browser: browser);
        await connector.ReadMembersAsync(world.Run, Pinned, Cancel);
        var first = world.Run.Session;
        for (var run = 2; run < WarmContexts.MostRuns; run++)
        {
            var session = await browser.OpenAsync(world.Run.AccountId, first, new NavigationPolicy(new Uri(world.BaseUrl), []), Cancel);
            session.WarmVersion = first?.Version;
            await session.DisposeAsync();
        }

        Assert.Same(first, world.Run.Session);
        await connector.ReadMembersAsync(world.Run, Pinned, Cancel);

        Assert.NotEqual(first?.Version, world.Run.Session?.Version);
    }

    [Theory]
    [InlineData("redirect")]
    [InlineData("dialog")]
    [InlineData("blank")]
    [InlineData("oops", Explicit = true)]
    public async Task A_dead_session_is_replaced_once_however_it_shows(string deadSessionStyle)
    {
        using var world = await World.CreateAsync(site, options: new { deadSessionStyle });
        world.Browser.StepTimeout = TimeSpan.FromSeconds(15);
        await world.BringSessionAsync();
        await RevokeAsync(world);

        var snapshot = await world.Connector().ReadMembersAsync(world.Run, Pinned, Cancel);

        Assert.True(snapshot.Complete);
        Assert.Equal(1, await SignInsAsync(world));
        Assert.NotNull(world.Run.Record.LastUnattendedSignIn);
        await world.AssertNoViolationAsync();
    }

    [Fact]
    public async Task A_session_that_somebody_stores_during_a_read_stays_and_the_read_goes_on()
    {
        using var world = await World.CreateAsync(site);
        await world.BringSessionAsync();
        var theirs = world.Run.Session;
        world.Run.IsReplaced = true;
        await RevokeAsync(world);

        var snapshot = await world.Connector().ReadMembersAsync(world.Run, Pinned, Cancel);

        Assert.True(snapshot.Complete);
        Assert.Same(theirs, world.Run.Session);
        Assert.Equal(1, await SignInsAsync(world));
    }

    [Fact]
    public async Task There_is_no_war_of_sign_ins_but_a_person_may_ask_for_one()
    {
        using var world = await World.CreateAsync(site);
        var connector = world.Connector();
        await world.BringSessionAsync();
        world.Run.Record = new SignInRecord(world.Run.Credentials.Version, LastUnattendedSignIn: TimeProvider.System.GetUtcNow().AddMinutes(-5));
        await RevokeAsync(world);

        var refused = await Assert.ThrowsAsync<AppFailureException>(() => connector.ReadMembersAsync(world.Run, Pinned, Cancel));
        Assert.Equal(FailureKind.SessionExpired, refused.Failure.Kind);
        Assert.InRange(refused.Failure.RetryAfter ?? TimeSpan.Zero, TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(10));
        Assert.Equal(0, await SignInsAsync(world));

        world.Run.Record = world.Run.Record with { SignInAtOnce = true };
        await connector.ReadMembersAsync(world.Run, Pinned, Cancel);
        Assert.False(world.Run.Record.SignInAtOnce);
        Assert.Equal(1, await SignInsAsync(world));
    }

    [Fact]
    public async Task A_rejected_password_is_never_sent_again()
    {
        using var world = await World.CreateAsync(site);
        var connector = world.Connector();
        world.Run.Credentials = world.Run.Credentials with { Password = "wrong-canary-7", Version = "v2" };

        for (var i = 0; i < 2; i++)
        {
            world.Run.Record = world.Run.Record with { SignInAtOnce = true };
            var failure = await Assert.ThrowsAsync<AppFailureException>(() => connector.VerifyAsync(world.Run, workspace: null, Cancel));
            Assert.Equal(FailureKind.InvalidCredentials, failure.Failure.Kind);
            Assert.DoesNotContain("wrong-canary-7", failure.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(1, await CountAsync(world, "passwordRejected"));
        Assert.Empty(world.Run.Evidence);
        // The attempt was recorded before it was made, and its end after it.
        Assert.Equal([null, FailureKind.InvalidCredentials], world.Run.Records.Select(r => r.RejectedKind));

        world.Run.Credentials = world.Run.Credentials with { Password = World.Password, Version = "v3" };
        await connector.VerifyAsync(world.Run, workspace: null, Cancel);
        await world.AssertNoViolationAsync();
    }

    [Fact]
    public async Task A_code_is_recorded_before_it_is_typed_and_the_session_lasts()
    {
        using var world = await World.CreateAsync(site, account: new { totpSecret = World.TotpSecret, methods = new[] { "totp" } }, options: new { totpAutoSubmit = false });
        world.Run.Credentials = world.Run.Credentials with { TotpSecret = World.TotpSecret };

        await world.Connector().VerifyAsync(world.Run, workspace: null, Cancel);

        Assert.NotNull(world.Run.Record.LastUsedCodeStep);
        Assert.DoesNotContain(World.TotpSecret, world.Run.Session?.ToString() ?? "", StringComparison.Ordinal);
        await world.AssertNoViolationAsync();
    }

    [Fact]
    public async Task A_code_that_a_person_gave_is_typed_once_and_a_refusal_says_nothing_of_what_is_saved()
    {
        using var world = await World.CreateAsync(site, account: new { totpSecret = World.TotpSecret, methods = new[] { "totp" } }, options: new { totpAutoSubmit = false });
        var right = new Totp(Base32Encoding.ToBytes(World.TotpSecret)).ComputeTotp();
        world.Run.OneTimeCode = right == "000000" ? "000001" : "000000";

        var refused = await Assert.ThrowsAsync<AppFailureException>(() => world.Connector().VerifyAsync(world.Run, workspace: null, Cancel));

        Assert.Equal((FailureKind.TotpRequired, FailureEffect.None, null), (refused.Failure.Kind, refused.Failure.Effect, world.Run.Record.RejectedKind));
        Assert.Empty(world.Run.Evidence);
        world.Run.OneTimeCode = new Totp(Base32Encoding.ToBytes(World.TotpSecret)).ComputeTotp();
        await world.Connector().VerifyAsync(world.Run, workspace: null, Cancel);
        Assert.Null(world.Run.Record.LastUsedCodeStep);
        await world.AssertNoViolationAsync();
    }

    private static Task RevokeAsync(World world) => world.PostAsync("sessions/revoke", new { account = world.Truth.OperatorEmail });

    private static Task<int> SignInsAsync(World world) => CountAsync(world, "signedIn");

    private static async Task<int> CountAsync(World world, string name) =>
        (await world.GetAsync("journal?kinds=auth")).AsArray().Count(entry => entry is JsonObject o && o["name"]?.ToString() == name);
}
