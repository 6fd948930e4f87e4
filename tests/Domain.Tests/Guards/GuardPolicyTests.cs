using CsCheck;
using Seatkeeper.Domain.Guards;

namespace Seatkeeper.Domain.Tests.Guards;

public sealed class GuardPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly Gen<GuardThresholds> Thresholds =
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 50], Gen.Int[1, 500]).Select((number, percent, total) => new GuardThresholds(number, percent, total));

    [Fact]
    public void Tightens_at_once()
    {
        var tight = GuardPolicy.Default.Change(new GuardThresholds(2, 10, 100), Now);

        Assert.Equal(new GuardThresholds(2, 10, 100), tight.At(Now));
        Assert.Null(tight.Pending);
    }

    [Fact]
    public void Loosens_after_24_hours()
    {
        var policy = GuardPolicy.Default.Change(new GuardThresholds(5, 50, 500), Now);

        Assert.Equal(20, policy.At(Now.AddHours(24).AddTicks(-1)).MaxPercent);
        Assert.Equal(50, policy.At(Now.AddHours(24)).MaxPercent);
    }

    [Fact]
    public void Tightens_one_figure_at_once_while_another_waits()
    {
        var policy = GuardPolicy.Default.Change(new GuardThresholds(3, 40, 500), Now);

        Assert.Equal(new GuardThresholds(3, 20, 500), policy.At(Now));
        Assert.Equal(new GuardThresholds(3, 40, 500), policy.At(Now.AddDays(1)));
    }

    [Fact]
    public void Forgets_a_waiting_loosening_when_something_else_is_wished()
    {
        var policy = GuardPolicy.Default.Change(new GuardThresholds(5, 50, 500), Now).Change(GuardThresholds.Default, Now.AddHours(1));

        Assert.Equal(GuardThresholds.Default, policy.At(Now.AddDays(9)));
    }

    [Fact]
    public void Is_never_looser_than_before_within_24_hours_of_a_change() => Gen.Select(Thresholds, Thresholds, Gen.Int[0, 23]).Sample((first, second, hours) =>
    {
        var policy = new GuardPolicy(first).Change(second, Now);
        var then = policy.At(Now.AddHours(hours));
        return then == then.Strictest(first) && policy.At(Now.AddHours(24)) == second;
    });

    [Theory]
    [InlineData(5, 20, 500, "")]
    [InlineData(5, 50, 500, "")]
    [InlineData(6, 20, 500, "maxLosses")]
    [InlineData(-1, 51, 501, "maxLosses maxPercent maxTotal")]
    [InlineData(5, 20, 0, "maxTotal")]
    public void Names_the_figures_that_break_a_rule(int number, int percent, int total, string fields) =>
        Assert.Equal(fields, string.Join(' ', new GuardThresholds(number, percent, total).BrokenRules().Keys.Order(StringComparer.Ordinal)));
}
