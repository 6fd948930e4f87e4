using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Hubs;

namespace Seatkeeper.Functions.Tests.Hubs;

public sealed class HubHealthTests
{
    private static readonly DateTimeOffset firstRun = new(2026, 3, 1, 3, 0, 0, TimeSpan.Zero);

    private static readonly Hub connected = new()
    {
        Id = "h",
        App = "ahrefs",
        Label = "h",
        Identifier = "hhh",
        LoginMethod = "usernamePassword",
        AutomationAccountId = "a",
        CreatedById = "p",
        CreatedByName = "P",
        CreatedAt = firstRun.AddYears(-1),
        State = HubState.Connected,
        Workspace = new AppWorkspace("w", "W"),
    };

    // One run a day at three o'clock; a hub's turn comes up to four hours later, and its check takes a while.
    [Theory]
    [InlineData(FailureKind.SiteUnavailable)]
    [InlineData(FailureKind.ReadIncomplete)]
    public void After_three_failed_checks_a_hub_is_tried_after_one_two_and_four_days_and_then_every_week(FailureKind kind)
    {
        var (hub, tried) = (connected, new List<int>());
        for (var day = 0; day < 40; day++)
        {
            if (!IsDue(hub, firstRun.AddDays(day)))
                continue;
            tried.Add(day);
            hub = HubHealth.AfterFailedCheck(hub, new Failure(kind), firstRun.AddDays(day).AddMinutes(day * 7 % 300));
        }

        Assert.Equal([0, 1, 2, 3, 5, 9, 16, 23, 30, 37], tried);
        Assert.Equal((HubState.NeedsAttention, AttentionReason.ChecksFailing), (hub.State, hub.Trouble?.Reason));
        Assert.Equal((HubState.Connected, null, 0), (HubHealth.Recovered(hub).State, HubHealth.Recovered(hub).Trouble, HubHealth.Recovered(hub).FailedChecks));
    }

    private static bool IsDue(Hub hub, DateTimeOffset since) => CheckDue.IsDue(hub, since, since.AddHours(4));

    [Fact]
    public void A_check_that_somebody_tries_in_between_puts_the_next_try_off_no_further()
    {
        var hub = Enumerable.Repeat(0, 3).Aggregate(connected, (now, _) => HubHealth.AfterFailedCheck(now, new Failure(FailureKind.SiteUnavailable), firstRun));

        var again = Enumerable.Range(1, 9).Aggregate(hub, (now, hour) => HubHealth.AfterFailedCheck(now, new Failure(FailureKind.ReadIncomplete), firstRun.AddHours(hour)));

        Assert.Equal((hub.Trouble?.NextTry, FailureKind.ReadIncomplete), (again.Trouble?.NextTry, again.Trouble?.Kind));
        Assert.True(IsDue(again, firstRun.AddDays(1)));
    }

    [Theory]
    [InlineData(FailureKind.SiteUnavailable)]
    [InlineData(FailureKind.DeadlineExceeded)]
    [InlineData(FailureKind.Cancelled)]
    public void A_connection_that_somebody_tries_in_between_and_that_comes_to_nothing_puts_the_next_try_off_no_further(FailureKind kind)
    {
        var failing = Enumerable.Repeat(0, 3).Aggregate(connected, (now, _) => HubHealth.AfterFailedCheck(now, new Failure(FailureKind.SiteUnavailable), firstRun));

        var hub = HubHealth.AfterFailedConnection(failing, new Failure(kind), firstRun.AddHours(1));

        Assert.Equal(failing, hub);
        Assert.True(IsDue(hub, firstRun.AddDays(1)));
    }

    [Fact]
    public void A_connected_hub_stays_connected_where_another_connection_is_stopped_or_fails_by_trouble_that_passes()
    {
        var asked = HubHealth.Asked(connected, new HubTrouble(AttentionReason.WaitingForPerson, FailureKind.ChallengeRequired, firstRun) { IsAnswered = true });

        Assert.All(
            [
                HubHealth.AfterFailedConnection(connected, new Failure(FailureKind.Cancelled), firstRun), HubHealth.AfterFailedConnection(asked, new Failure(FailureKind.Cancelled), firstRun),
                HubHealth.AfterFailedConnection(connected, new Failure(FailureKind.SiteUnavailable), firstRun), HubHealth.AfterFailedConnection(asked, new Failure(FailureKind.SiteUnavailable), firstRun),
            ],
            after => Assert.Equal(connected, after));
    }

    [Fact]
    public void A_question_that_nobody_answered_stands_whatever_else_comes_to_nothing()
    {
        var asked = HubHealth.Asked(connected, new HubTrouble(AttentionReason.WaitingForPerson, FailureKind.ChallengeRequired, firstRun));
        var expired = HubHealth.AfterFailedCheck(connected, new Failure(FailureKind.ChallengeRequired), firstRun);

        foreach (var hub in new[] { asked, expired })
        {
            Assert.Equal(hub, HubHealth.AfterFailedConnection(hub, new Failure(FailureKind.Cancelled), firstRun));
            Assert.Equal(hub, HubHealth.AfterFailedConnection(hub, new Failure(FailureKind.SiteUnavailable), firstRun));
            var failed = HubHealth.AfterFailedCheck(hub, new Failure(FailureKind.SiteUnavailable), firstRun);
            Assert.Equal((HubState.NeedsAttention, hub.Trouble), (failed.State, failed.Trouble));
        }
    }

    [Theory]
    [InlineData(FailureKind.InvalidCredentials)]
    [InlineData(FailureKind.SecretTooLarge)]
    [InlineData(FailureKind.Unexpected)]
    public void A_connection_that_fails_by_what_lasts_is_a_persons_turn(FailureKind kind)
    {
        var hub = HubHealth.AfterFailedConnection(connected, new Failure(kind), firstRun);

        Assert.Equal((HubState.NeedsAttention, kind), (hub.State, hub.Trouble?.Kind));
    }

    [Theory]
    [InlineData(FailureKind.Cancelled)]
    [InlineData(FailureKind.SiteUnavailable)]
    public void A_hub_that_was_never_connected_needs_a_person_whatever_its_connection_failed_by(FailureKind kind)
    {
        var hub = HubHealth.AfterFailedConnection(connected with { State = HubState.Connecting, Workspace = null }, new Failure(kind), firstRun);

        Assert.Equal((HubState.NeedsAttention, kind), (hub.State, hub.Trouble?.Kind));
    }

    [Theory]
    [InlineData(FailureKind.InvalidCredentials)]
    [InlineData(FailureKind.ReadImplausible)]
    [InlineData(FailureKind.PageContractBroken)]
    public void Where_only_a_person_helps_no_next_try_is_named(FailureKind kind)
    {
        var hub = HubHealth.AfterFailedCheck(connected, new Failure(kind), firstRun);

        Assert.Equal((HubState.NeedsAttention, null), (hub.State, hub.Trouble?.NextTry));
        Assert.False(IsDue(hub, firstRun.AddDays(100)));
    }

    [Fact]
    public void A_mistake_of_our_own_is_tried_again_the_next_day() =>
        Assert.True(IsDue(HubHealth.AfterFailedCheck(connected, new Failure(FailureKind.Unexpected), firstRun.AddHours(4)), firstRun.AddDays(1)));

    [Fact]
    public void An_id_that_was_named_and_is_not_the_open_ones_leaves_a_hub_that_knows_the_name_alone_as_it_was()
    {
        var byName = connected with { Workspace = AppWorkspace.OfName("W") };

        Assert.Equal(byName, HubHealth.AfterFailedConnection(byName with { WantedWorkspace = "another" }, new Failure(FailureKind.WrongWorkspace), firstRun));
        Assert.Equal(HubState.NeedsAttention, HubHealth.AfterFailedConnection(byName, new Failure(FailureKind.WrongWorkspace), firstRun).State);
        Assert.Equal(HubState.NeedsAttention, HubHealth.AfterFailedConnection(connected with { WantedWorkspace = "another" }, new Failure(FailureKind.WrongWorkspace), firstRun).State);
    }

    [Theory]
    [InlineData(HubState.Removing)]
    [InlineData(HubState.Removed)]
    public void Whatever_ends_in_a_hub_that_is_being_removed_leaves_it_so(HubState state)
    {
        var hub = connected with { State = state, FailedChecks = 2 };
        var trouble = new HubTrouble(AttentionReason.WaitingForPerson, FailureKind.GuardTripped, firstRun);

        Assert.All(
            [
                HubHealth.AfterFailedCheck(hub, new Failure(FailureKind.SiteUnavailable), firstRun), HubHealth.AfterFailedConnection(hub, new Failure(FailureKind.SiteUnavailable), firstRun),
                HubHealth.AfterFailedChange(hub, new Failure(FailureKind.InvalidCredentials), firstRun), HubHealth.Asked(hub, trouble),
                HubHealth.AskedNoMore(hub with { Trouble = trouble }), HubHealth.Recovered(hub),
            ],
            after => Assert.Equal(state, after.State));
    }

    [Fact]
    public void A_hub_is_as_well_as_before_where_only_nobody_has_verified_the_page_map()
    {
        Assert.Equal(connected, HubHealth.AfterFailedChange(connected, new Failure(FailureKind.PageContractBroken), firstRun));
        Assert.Equal(HubState.NeedsAttention, HubHealth.AfterFailedChange(connected, new Failure(FailureKind.PageContractBroken, FailurePhase.Prepare), firstRun).State);
    }
}
