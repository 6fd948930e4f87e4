using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Hubs;

namespace Seatkeeper.Functions.Tests.DailyCheck;

public sealed class CheckDueTests
{
    private static readonly DateTimeOffset now = new(2026, 3, 1, 3, 0, 0, TimeSpan.Zero);

    private static readonly Hub hub = new()
    {
        Id = "h",
        App = "ahrefs",
        Label = "h",
        Identifier = "hhh",
        LoginMethod = "usernamePassword",
        AutomationAccountId = "a",
        CreatedById = "p",
        CreatedByName = "P",
        CreatedAt = now.AddYears(-1),
        State = HubState.Connected,
        Workspace = new AppWorkspace("w", "W"),
    };

    private static Hub Troubled(AttentionReason reason, FailureKind kind, DateTimeOffset? nextTry = null) =>
        hub with { State = HubState.NeedsAttention, Trouble = new HubTrouble(reason, kind, now.AddDays(-3), NextTry: nextTry) };

    private static bool IsDue(Hub hub) => CheckDue.IsDue(hub, now, now.AddMinutes(10));

    [Fact]
    public void A_check_that_a_wrong_clock_dated_later_than_now_does_not_count() => Assert.Multiple(
        () => Assert.True(IsDue(hub with { LastCheck = Checked(now.AddDays(1)) })),
        () => Assert.False(IsDue(hub with { LastCheck = Checked(now.AddMinutes(11)) })));

    [Fact]
    public void A_connected_hub_is_due_once_a_run() => Assert.Multiple(
        () => Assert.True(IsDue(hub)),
        () => Assert.True(IsDue(hub with { LastCheck = Checked(now.AddDays(-1)) })),
        () => Assert.False(IsDue(hub with { LastCheck = Checked(now.AddMinutes(1)) })));

    [Fact]
    public void What_is_not_connected_is_not_due() => Assert.Multiple(
        () => Assert.False(IsDue(hub with { State = HubState.Connecting })),
        () => Assert.False(IsDue(hub with { State = HubState.Removing })),
        () => Assert.False(IsDue(hub with { State = HubState.Removed })),
        () => Assert.False(IsDue(Troubled(AttentionReason.ChecksFailing, FailureKind.SiteUnavailable) with { Workspace = null })));

    [Fact]
    public void A_hub_whose_checks_fail_is_tried_again_from_the_time_on_that_it_names() => Assert.Multiple(
        () => Assert.False(IsDue(Troubled(AttentionReason.ChecksFailing, FailureKind.SiteUnavailable, now.AddMinutes(1)))),
        () => Assert.True(IsDue(Troubled(AttentionReason.ChecksFailing, FailureKind.SiteUnavailable, now))),
        () => Assert.True(IsDue(Troubled(AttentionReason.ChecksFailing, FailureKind.SiteUnavailable))));

    [Theory]
    [InlineData(AttentionReason.ReviewAutomationAccount, FailureKind.InvalidCredentials)]
    [InlineData(AttentionReason.ReviewConfiguration, FailureKind.WrongWorkspace)]
    [InlineData(AttentionReason.AppLayoutChanged, FailureKind.PageContractBroken)]
    [InlineData(AttentionReason.WaitingForPerson, FailureKind.ChallengeRequired)]
    [InlineData(AttentionReason.ChecksFailing, FailureKind.AmbiguousIdentity)]
    public void Where_only_a_person_helps_nothing_is_tried(AttentionReason reason, FailureKind kind) => Assert.False(IsDue(Troubled(reason, kind)));

    [Fact]
    public void A_check_that_waits_for_approval_or_was_given_none_in_time_holds_up_no_other() =>
        Assert.True(IsDue(Troubled(AttentionReason.WaitingForPerson, FailureKind.GuardTripped) with { WaitingTaskId = "t", LastCheck = Checked(now.AddDays(-3)) }));

    [Fact]
    public void Hubs_are_spread_evenly_over_the_window()
    {
        var position = new DailyCheckPosition("e", now, TimeSpan.FromHours(4), Total: 100);

        Assert.Equal(now, position.Due);
        Assert.Equal(now.AddHours(1), (position with { Looked = 25 }).Due);
        Assert.Equal(now.AddHours(4), (position with { Looked = 500 }).Due);
        Assert.Equal(now, (position with { Total = 0 }).Due);
    }

    private static LastCheck Checked(DateTimeOffset at) => new("t", at, at, new MemberCounts(0, 0, 0, 0), null, "report", "plan");
}
