using CsCheck;
using Seatkeeper.Domain.Guards;

namespace Seatkeeper.Domain.Tests.Guards;

public sealed class LossGuardTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(5, 20, GuardRule.None)] // 25 %, but not more than 5
    [InlineData(6, 20, GuardRule.NumberAndShare)]
    [InlineData(6, 30, GuardRule.None)] // exactly 20 %
    [InlineData(7, 34, GuardRule.NumberAndShare)]
    [InlineData(1, 1, GuardRule.None)] // one is never more than half "when at least 2"
    [InlineData(2, 4, GuardRule.None)] // exactly half
    [InlineData(2, 3, GuardRule.MoreThanHalf)]
    [InlineData(500, 100_000, GuardRule.None)]
    [InlineData(501, 100_000, GuardRule.Total)]
    [InlineData(160, 250, GuardRule.NumberAndShare)]
    [InlineData(0, 0, GuardRule.None)]
    public void Trips_above_the_figures_and_never_on_them(int losses, int members, GuardRule rule)
    {
        var verdict = LossGuard.Judge("p1", losses, members, new GuardHistory(Now, []), GuardThresholds.Default);

        Assert.Equal((rule, rule != GuardRule.None), (verdict.Rule, verdict.Tripped));
        Assert.EndsWith(".", verdict.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Adds_up_small_losses_over_24_hours_against_the_members_at_the_start()
    {
        GuardLedgerEntry[] ledger = [new("a", Now.AddHours(-23), 4, 20), new("b", Now.AddHours(-1), 1, 40)];

        var verdict = LossGuard.Judge("c", 1, 45, new GuardHistory(Now, ledger), GuardThresholds.Default);

        Assert.Equal((GuardRule.NumberAndShare, 6, 20), (verdict.Rule, verdict.WindowLosses, verdict.MembersAtStart));
    }

    [Fact]
    public void Forgets_what_is_older_than_24_hours()
    {
        GuardLedgerEntry[] ledger = [new("a", Now.AddHours(-24), 400, 500)];

        Assert.Equal((GuardRule.None, 3), (Judge(3, 100, ledger).Rule, Judge(3, 100, ledger).WindowLosses));
    }

    [Fact]
    public void Counts_its_own_reservation_once()
    {
        GuardLedgerEntry[] ledger = [new("plan", Now.AddMinutes(-1), 5, 20)];

        Assert.Equal(5, Judge(5, 20, ledger).WindowLosses);
    }

    [Fact]
    public void Counts_approved_losses_for_later_plans_but_lets_through_what_takes_nobody_away()
    {
        GuardLedgerEntry[] ledger = [new("approved", Now.AddHours(-2), 160, 250)];

        Assert.True(Judge(1, 90, ledger).Tripped);
        Assert.False(Judge(0, 90, ledger).Tripped);
    }

    [Fact]
    public void Trips_at_the_first_loss_when_an_owner_allows_none()
    {
        Assert.True(LossGuard.Judge("p", 1, 1_000, new GuardHistory(Now, []), new GuardThresholds(0, 0, 500)).Tripped);
    }

    [Fact]
    public void Is_monotonic_more_losses_or_fewer_members_or_tighter_figures_never_untrip() =>
        Gen.Select(Gen.Int[0, 700], Gen.Int[0, 3_000], Gen.Int[0, 5], Gen.Int[0, 50], Gen.Int[1, 500]).Sample((losses, members, number, percent, total) =>
        {
            var thresholds = new GuardThresholds(number, percent, total);
            if (!LossGuard.Judge("p", losses, members, new GuardHistory(Now, []), thresholds).Tripped)
                return true;
            return LossGuard.Judge("p", losses + 1, members, new GuardHistory(Now, []), thresholds).Tripped
                && LossGuard.Judge("p", losses, Math.Max(0, members - 1), new GuardHistory(Now, []), thresholds).Tripped
                && LossGuard.Judge("p", losses, members, new GuardHistory(Now, []), thresholds.Strictest(new GuardThresholds(2, 10, 100))).Tripped;
        });

    private static GuardVerdict Judge(int losses, int members, GuardLedgerEntry[] ledger) =>
        LossGuard.Judge("plan", losses, members, new GuardHistory(Now, ledger), GuardThresholds.Default);
}
