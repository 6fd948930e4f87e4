using Microsoft.Extensions.Time.Testing;
using OtpNet;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.Tests.Rig;

namespace Seatkeeper.Connectors.Tests.Ahrefs;

public sealed class OneTimeCodeTests
{
    // The beginning of a 30-second step.
    private static readonly DateTimeOffset Step = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(24.9)]
    public async Task A_code_with_five_seconds_left_is_used_at_once(double secondsIn)
    {
        var time = new FakeTimeProvider(Step.AddSeconds(secondsIn));

        var code = await OneTimeCode.NextAsync(World.TotpSecret, lastUsed: null, time, Cancel);

        Assert.Equal(Step.ToUnixTimeSeconds() / 30, code.Step);
        Assert.Equal(new Totp(Base32Encoding.ToBytes(World.TotpSecret)).ComputeTotp(Step.UtcDateTime), code.Code);
    }

    [Fact]
    public async Task A_code_about_to_run_out_is_not_used()
    {
        var time = new FakeTimeProvider(Step.AddSeconds(25.5));

        var waiting = OneTimeCode.NextAsync(World.TotpSecret, lastUsed: null, time, Cancel);
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal((Step.ToUnixTimeSeconds() / 30) + 1, (await waiting).Step);
    }

    [Fact]
    public async Task No_code_is_used_twice()
    {
        var time = new FakeTimeProvider(Step.AddSeconds(1));
        var used = Step.ToUnixTimeSeconds() / 30;

        var waiting = OneTimeCode.NextAsync(World.TotpSecret, used, time, Cancel);
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(used + 1, (await waiting).Step);
    }

    [Fact]
    public async Task A_code_that_was_used_at_a_time_far_ahead_is_not_waited_for_because_a_clock_was_wrong()
    {
        var time = new FakeTimeProvider(Step);
        var now = Step.ToUnixTimeSeconds() / 30;

        Assert.Equal(now, (await OneTimeCode.NextAsync(World.TotpSecret, now + 120, time, Cancel)).Step);
        Assert.False(OneTimeCode.NextAsync(World.TotpSecret, now + 2, time, Cancel).IsCompleted);
    }

    [Fact]
    public async Task Secrets_are_taken_as_apps_print_them()
    {
        var time = new FakeTimeProvider(Step);

        Assert.Equal(
            await OneTimeCode.NextAsync("JBSWY3DPEHPK3PXP", lastUsed: null, time, Cancel),
            await OneTimeCode.NextAsync("jbsw y3dp-ehpk 3pxp", lastUsed: null, time, Cancel));
    }

    [Fact]
    public async Task A_code_is_never_printed() =>
        Assert.DoesNotContain((await OneTimeCode.NextAsync(World.TotpSecret, lastUsed: null, new FakeTimeProvider(Step), Cancel)).Code,
            (await OneTimeCode.NextAsync(World.TotpSecret, lastUsed: null, new FakeTimeProvider(Step), Cancel)).ToString(), StringComparison.Ordinal);
}
