using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Tests.AhrefsAccount;

public sealed class ProtectTests(Site site)
{
    private const string NewPassword = "N3w-canary-pass-w0rd_42";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en", "A")]
    [InlineData("ja", "J", Explicit = true)]
    public async Task A_password_is_changed_two_factor_is_turned_on_and_both_sign_in_afterwards(string locale, string variant)
    {
        using var world = await CreateAsync(new { locale, variant });
        var connector = world.Connector();
        var keeper = new Keeper(world);

        var changed = await connector.ChangePasswordAsync(world.Run, NewPassword, keeper.IntendAsync, Cancel);
        world.Run.Credentials = world.Run.Credentials with { Password = NewPassword, Version = "v2" };
        var withPassword = await connector.SignInAsOwnAsync(world.Run, Cancel);
        var enrolled = await connector.TurnOnTwoFactorAsync(world.Run, keeper, Cancel);
        world.Run.Credentials = world.Run.Credentials with { TotpSecret = keeper.Secret, Version = "v3" };
        var withCode = await connector.SignInAsOwnAsync(world.Run, Cancel);
        var again = await connector.TurnOnTwoFactorAsync(world.Run, keeper, Cancel);

        Assert.Equal((new OwnChange(OwnChangeStatus.Sent), new OwnSignIn(UsedCode: false)), (changed, withPassword));
        Assert.Equal((new OwnChange(OwnChangeStatus.Sent), new OwnSignIn(UsedCode: true)), (enrolled, withCode));
        Assert.Equal(OwnChangeStatus.AlreadySo, again.Status);
        // Everything was kept before it counted.
        Assert.Equal(["intent, 0 effects", "secret, 1 effects", "intent, 1 effects", "backup code, 2 effects"], keeper.Moments);
        Assert.Equal(20, keeper.BackupCode.Length);
        Assert.Equal(["passwordChanged", "twoFactorTurnedOn"], await EffectsAsync(world));
        AssertNothingIsKept(world);
        await world.AssertNoViolationAsync();
    }

    [Fact]
    public async Task What_the_page_refuses_cuts_or_does_not_answer_is_told_apart_and_a_forced_enrolment_stops()
    {
        using var world = await CreateAsync();
        var connector = world.Connector();
        var keeper = new Keeper(world);
        Task<OwnChange> ChangeAsync() => connector.ChangePasswordAsync(world.Run, NewPassword, keeper.IntendAsync, Cancel);

        await world.PutAsync("ui", new { cutPasswordsAt = 12 });
        var cut = await Assert.ThrowsAsync<AppFailureException>(ChangeAsync);
        Assert.Equal((FailureKind.SafetyStop, 0), (cut.Failure.Kind, keeper.Moments.Count));
        await world.PutAsync("ui", new { });
        await RespondAsync(world, 422, "WeakPassword", applyEffect: false);
        var refused = await ChangeAsync();
        await RespondAsync(world, 500, "Internal", applyEffect: true);
        var unknown = await ChangeAsync();

        Assert.Equal((OwnChangeStatus.Refused, OwnChangeStatus.Sent), (refused.Status, unknown.Status));
        Assert.Equal(["intent, 0 effects", "intent, 0 effects"], keeper.Moments);
        Assert.Equal(["passwordChanged"], await EffectsAsync(world));
        world.Run.Credentials = world.Run.Credentials with { Password = NewPassword, Version = "v2" };
        Assert.False((await connector.SignInAsOwnAsync(world.Run, Cancel)).UsedCode);
        await world.PatchAsync("workspaces/ws_01", new { require2fa = true });
        var forced = await Assert.ThrowsAsync<AppFailureException>(() => connector.TurnOnTwoFactorAsync(world.Run, keeper, Cancel));
        Assert.Equal((FailureKind.TwoFactorEnrollmentRequired, ""), (forced.Failure.Kind, keeper.Secret));
        Assert.DoesNotContain(NewPassword, cut.ToString() + refused + unknown + forced, StringComparison.Ordinal);
        AssertNothingIsKept(world);
        await world.AssertNoViolationAsync();
    }

    [Fact]
    public async Task A_page_that_sends_the_code_of_itself_is_told_as_sent_and_the_intent_was_written_before()
    {
        using var world = await CreateAsync();
        await world.PutAsync("ui", new { sendEnrolCode = true });
        var keeper = new Keeper(world);

        var enrolled = await world.Connector().TurnOnTwoFactorAsync(world.Run, keeper, Cancel);
        world.Run.Credentials = world.Run.Credentials with { TotpSecret = keeper.Secret, Version = "v2" };
        var withCode = await world.Connector().SignInAsOwnAsync(world.Run, Cancel);

        Assert.Equal((new OwnChange(OwnChangeStatus.Sent), new OwnSignIn(UsedCode: true)), (enrolled, withCode));
        Assert.Equal(["secret, 0 effects", "intent, 0 effects", "backup code, 1 effects"], keeper.Moments);
        Assert.Equal(["twoFactorTurnedOn"], await EffectsAsync(world));
        AssertNothingIsKept(world);
        await world.AssertNoViolationAsync();
    }

    [Fact]
    public async Task A_code_that_the_page_sent_of_itself_is_not_sent_again_where_it_was_refused()
    {
        using var world = await CreateAsync();
        await world.PutAsync("ui", new { sendEnrolCode = true });
        await RespondAsync(world, 422, "BadCode", applyEffect: false, call: "simConfirmTwoFactor", times: 2);
        var keeper = new Keeper(world);

        var enrolled = await world.Connector().TurnOnTwoFactorAsync(world.Run, keeper, Cancel);

        Assert.NotEqual(OwnChangeStatus.NotSent, enrolled.Status);
        Assert.Single((await world.GetAsync("journal?kinds=request")).AsArray(), entry => entry?["call"]?.ToString() == "simConfirmTwoFactor");
    }

    [Fact]
    public async Task On_the_real_site_nothing_is_opened_for_it()
    {
        using var world = await CreateAsync();
        var keeper = new Keeper(world);
        var real = World.OfRealSite(site);

        var password = await Assert.ThrowsAsync<AppFailureException>(() => real.ChangePasswordAsync(world.Run, NewPassword, keeper.IntendAsync, Cancel));
        var twoFactor = await Assert.ThrowsAsync<AppFailureException>(() => real.TurnOnTwoFactorAsync(world.Run, keeper, Cancel));

        Assert.Equal((FailureKind.PageContractBroken, FailureKind.PageContractBroken), (password.Failure.Kind, twoFactor.Failure.Kind));
        Assert.Equal((0, 0), (world.Run.CredentialReads, keeper.Moments.Count));
    }

    // The world's one account is somebody's own here; that it is an Admin's too is nobody's business.
    private async Task<World> CreateAsync(object? overrides = null)
    {
        var world = await World.CreateAsync(site, overrides: overrides);
        world.Run.KeepsSessions = false;
        world.Time = new HurriedTime(by => world.PostAsync("clock/advance", new { seconds = by.TotalSeconds }));
        world.Browser.StepTimeout = HurriedTime.StepTimeout;
        return world;
    }

    private static Task RespondAsync(World world, int status, string code, bool applyEffect, string call = "simChangePassword", int times = 1) => world.PostAsync("faults", new
    {
        id = $"respond{status}",
        match = new { call, nth = 1, times },
        @do = new { kind = "respond", status, body = new[] { "Error", code }, applyEffect },
    });

    private static void AssertNothingIsKept(World world)
    {
        Assert.Empty(world.Run.Evidence);
        Assert.Null(world.Run.Session);
    }

    private static async Task<IReadOnlyList<string>> EffectsAsync(World world) =>
        [.. (await world.GetAsync("journal?kinds=effect")).AsArray().Select(entry => entry?["name"]?.GetValue<string>() ?? "")];

    private sealed class Keeper(World world) : ITwoFactorKeeper
    {
        public List<string> Moments { get; } = [];

        public string Secret { get; private set; } = "";

        public string BackupCode { get; private set; } = "";

        public async Task KeepSecretAsync(string totpSecret, CancellationToken cancel)
        {
            Secret = totpSecret;
            await TellAsync("secret");
        }

        public Task IntendAsync(CancellationToken cancel) => TellAsync("intent");

        public async Task KeepBackupCodeAsync(string code, CancellationToken cancel)
        {
            BackupCode = code;
            await TellAsync("backup code");
        }

        private async Task TellAsync(string what) => Moments.Add($"{what}, {(await EffectsAsync(world)).Count} effects");
    }
}
