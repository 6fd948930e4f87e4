using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Seats;

namespace Seatkeeper.Domain.Tests.Changing;

/// <summary>An invitation that ran out holds no seat, and does again once it is sent again.</summary>
public sealed class ResentInvitationTests
{
    private static readonly DateTimeOffset now = new(2026, 9, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void One_that_ran_out_needs_a_free_seat_or_one_that_may_be_bought()
    {
        var full = new SeatCount(10, 10, null);
        var refused = Plan(expired: true, full, SeatSpending.None);

        Assert.Equal(FailureKind.SeatPurchaseNeedsApproval, Assert.Single(refused.Items).Refused?.Kind);
        Assert.Equal((1, 0, 1), (refused.Seats.Needed, refused.Seats.Free, refused.Seats.Short));
        Assert.Equal(FailureKind.SeatLimitReached, Assert.Single(Plan(expired: true, full with { Maximum = 10 }, SeatSpending.None).Items).Refused?.Kind);

        var bought = Plan(expired: true, full, SeatSpending.Of(new SpendingPermission(1, 60, "USD", now.AddDays(1), PaidBefore: 10), new SeatPrice(40, "USD"), now));
        Assert.Null(Assert.Single(bought.Items).Refused);
        Assert.Equal((1, "40 USD", null), (bought.Seats.Short, bought.Seats.Cost?.ToString(), bought.Seats.NotBought));

        var free = Plan(expired: true, full with { Used = 9 }, SeatSpending.None);
        Assert.Null(Assert.Single(free.Items).Refused);
        Assert.Equal((1, 1), (free.Seats.Needed, free.Seats.Free));
    }

    [Fact]
    public void One_that_has_not_run_out_holds_its_seat_already()
    {
        var plan = Plan(expired: false, new SeatCount(10, 10, 10), SeatSpending.None);

        Assert.Null(Assert.Single(plan.Items).Refused);
        Assert.Equal((0, 0), (plan.Seats.Needed, plan.Seats.Short));
    }

    [Fact]
    public void Taking_one_back_that_ran_out_needs_no_seat() =>
        Assert.Equal(0, Plan(expired: true, new SeatCount(10, 10, null), SeatSpending.None, ChangeAction.CancelInvitation).Seats.Needed);

    private static ChangePlan Plan(bool expired, SeatCount seats, SeatSpending spending, ChangeAction action = ChangeAction.ResendInvitation)
    {
        var facts = new MemberFacts(null, "late@example.com", null, AppRole.Member, "Member", IsOperator: false, expired);
        var invited = new Member("m-late", Presence.Pending, Presence.Pending, facts, new MemberDecision(MemberStatus.Unmatched), MemberStage.None, now, now);
        var hub = new HubFacts("bot@example.com", [AppRole.Member], seats, new HashSet<string>(StringComparer.Ordinal)) { Spending = spending };
        return ChangePlanner.Plan(new ChangeInput("task", new ChangeWish(action, [WishedPerson.Of(invited.Id)]), [invited], hub, GuardThresholds.Default, new GuardHistory(now, [])));
    }
}
