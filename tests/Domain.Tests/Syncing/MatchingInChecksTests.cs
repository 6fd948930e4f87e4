using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;

namespace Seatkeeper.Domain.Tests.Syncing;

public sealed class MatchingInChecksTests
{
    [Theory]
    [InlineData(WorkspaceUserKind.Directory, MemberStatus.Onboarded)]
    [InlineData(WorkspaceUserKind.Guest, MemberStatus.Guest)]
    [InlineData(WorkspaceUserKind.LocalPartner, MemberStatus.Guest)]
    public void Matches_by_address_in_any_case_to_the_tab_of_the_persons_kind(WorkspaceUserKind kind, MemberStatus status)
    {
        var world = new SyncWorld { People = [SyncWorld.Person("p1", "Ann@Corp.test", kind)] };
        world.Rows.Add(SyncWorld.Confirmed("aNN@corp.TEST"));

        var plan = world.Check();

        var decision = world.Of("aNN@corp.TEST").Decision;
        Assert.Equal((status, "p1", DecidedBy.Check, HubRole.Collaborator), (decision.Status, decision.UserId, decision.By, decision.HubRole));
        Assert.Equal(1, plan.Report.Matched);
    }

    [Fact]
    public void An_exemption_shows_up_for_review_from_its_day_on()
    {
        var world = new SyncWorld();
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));
        world.Check();
        world.Decide("ann@corp.test", new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: "The auditor", ReviewOn: DateOnly.FromDateTime(world.Now.UtcDateTime).AddDays(1)));

        Assert.DoesNotContain(world.Plan().Report.Anomalies, line => line.Kind == "ExemptionReview");
        world.Now += TimeSpan.FromDays(1);
        var line = Assert.Single(world.Plan().Report.Anomalies, line => line.Kind == "ExemptionReview");
        Assert.Equal(world.Of("ann@corp.test").Id, line.MemberId);
        Assert.Contains("The auditor", line.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DecidedBy.Person)]
    [InlineData(DecidedBy.Check)]
    public void Whoever_accepts_an_invitation_is_not_whom_the_address_was_matched_to_by_hand_long_ago(DecidedBy invited)
    {
        var world = new SyncWorld { People = [SyncWorld.Person("p1", "old@corp.test", active: false), SyncWorld.Person("p2", "a@corp.test")] };
        world.Rows.Add(SyncWorld.Confirmed("a@corp.test"));
        world.Check();
        world.Decide("a@corp.test", new MemberDecision(MemberStatus.Onboarded, DecidedBy.Person, "p1", HubRole.Owner));
        world.Remove("a@corp.test");
        world.Check();
        world.Rows.Add(SyncWorld.Pending("a@corp.test"));
        world.Check();
        var invitation = world.Of("a@corp.test", Presence.Pending);
        Assert.Equal("p2", invitation.Decision.UserId);
        world.Stored[invitation.Id] = invitation with { Decision = invitation.Decision with { By = invited } };

        world.Remove("a@corp.test");
        world.Rows.Add(SyncWorld.Confirmed("a@corp.test"));
        var plan = world.Check();

        Assert.Equal(("p2", invited, HubRole.Collaborator), world.Of("a@corp.test").Decision is var now ? (now.UserId, now.By, now.HubRole) : default);
        Assert.Empty(plan.Report.Leavers);
        world.Check();
        Assert.Equal("p2", world.Of("a@corp.test").Decision.UserId);
    }

    [Theory]
    [InlineData(DecidedBy.Check, MemberStatus.Exempted)]
    [InlineData(DecidedBy.Person, MemberStatus.Onboarded)]
    public void An_exemption_of_long_ago_is_lifted_by_people_only(DecidedBy invited, MemberStatus status)
    {
        var world = new SyncWorld { People = [SyncWorld.Person("p2", "a@corp.test")] };
        world.Rows.Add(SyncWorld.Confirmed("a@corp.test"));
        world.Check();
        world.Decide("a@corp.test", new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: "why"));
        world.Remove("a@corp.test");
        world.Check();
        world.Rows.Add(SyncWorld.Pending("a@corp.test"));
        world.Check();
        var invitation = world.Of("a@corp.test", Presence.Pending);
        world.Stored[invitation.Id] = invitation with { Decision = invitation.Decision with { By = invited } };

        world.Remove("a@corp.test");
        world.Rows.Add(SyncWorld.Confirmed("a@corp.test"));
        world.Check();

        Assert.Equal(status, world.Of("a@corp.test").Decision.Status);
    }

    [Fact]
    public void Makes_everybody_a_collaborator_unless_they_are_more_already()
    {
        var world = new SyncWorld { People = [SyncWorld.Person("p1", "owner@corp.test")] };
        world.HubRoles["p1"] = HubRole.Owner;

        world.Check();

        Assert.Equal(HubRole.Owner, world.Of("owner@corp.test").Decision.HubRole);
    }

    [Fact]
    public void Prefers_own_addresses_to_aliases_over_all_members()
    {
        var world = new SyncWorld { People = [SyncWorld.Person("p1", "ann@corp.test", aliases: "a.smith@corp.test")] };
        world.Rows.Insert(0, SyncWorld.Confirmed("a.smith@corp.test"));
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));

        world.Check();

        Assert.Equal("p1", world.Of("ann@corp.test").Decision.UserId);
        Assert.Equal(UnmatchedReason.AlreadyMatched, world.Of("a.smith@corp.test").Decision.Reason);
    }

    [Fact]
    public void Matches_by_an_alias_where_nobody_has_the_address_itself()
    {
        var world = new SyncWorld { People = [SyncWorld.Person("p1", "ann@corp.test", aliases: "A.Smith@corp.test")] };
        world.Rows.Add(SyncWorld.Confirmed("a.smith@corp.test"));

        world.Check();

        Assert.Equal("p1", world.Of("a.smith@corp.test").Decision.UserId);
    }

    [Fact]
    public void Leaves_a_member_unmatched_when_two_people_could_be_meant()
    {
        var world = new SyncWorld { People = [SyncWorld.Person("p1", "ann@corp.test"), SyncWorld.Person("p2", "ann@corp.test", WorkspaceUserKind.LocalPartner)] };
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));

        var plan = world.Check();

        var decision = world.Of("ann@corp.test").Decision;
        Assert.Equal((MemberStatus.Unmatched, UnmatchedReason.Ambiguous), (decision.Status, decision.Reason));
        Assert.Contains(plan.Report.Anomalies, line => line.Kind == UnmatchedReason.Ambiguous);
        Assert.True(world.Check().IsEmpty);
    }

    [Fact]
    public void Matches_later_when_the_person_becomes_known()
    {
        var world = new SyncWorld();
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));
        world.Check();
        world.People.Add(SyncWorld.Person("p1", "ann@corp.test"));

        var plan = world.Check();

        Assert.Equal(MemberChangeKind.Decided, Assert.Single(plan.Changes).Kind);
        Assert.Equal((CheckEvent.MemberMatched, "Person p1"), (plan.Activity[0].Event, plan.Activity[0].After));
        Assert.Equal(0, plan.Report.Changed);
    }

    [Fact]
    public void Never_overwrites_a_match_by_hand_even_when_the_address_belongs_to_somebody_else()
    {
        var world = new SyncWorld { People = [SyncWorld.Person("p2", "other@corp.test")] };
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));
        world.Check();
        world.Decide("ann@corp.test", new MemberDecision(MemberStatus.Onboarded, DecidedBy.Person, "p2", HubRole.Owner));
        world.People.Add(SyncWorld.Person("p1", "ann@corp.test"));

        Assert.True(world.Check().IsEmpty);
        Assert.Equal(("p2", HubRole.Owner), (world.Of("ann@corp.test").Decision.UserId, world.Of("ann@corp.test").Decision.HubRole));
    }

    [Fact]
    public void Never_overwrites_what_a_person_decided_while_the_plan_waited()
    {
        var world = new SyncWorld { People = [SyncWorld.Person("p1", "ann@corp.test")] };
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));
        world.People.Clear();
        world.Check();
        world.People.Add(SyncWorld.Person("p1", "ann@corp.test"));
        var plan = world.Plan();
        world.Decide("ann@corp.test", new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: "contractor"));

        world.Apply(plan);

        Assert.Equal((MemberStatus.Exempted, "contractor"), (world.Of("ann@corp.test").Decision.Status, world.Of("ann@corp.test").Decision.Reason));
    }

    [Fact]
    public void Leaves_unmatched_whom_a_person_unmatched()
    {
        var world = new SyncWorld { People = [SyncWorld.Person("p1", "ann@corp.test")] };
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));
        world.Check();
        world.Decide("ann@corp.test", new MemberDecision(MemberStatus.Unmatched, DecidedBy.Person));

        Assert.True(world.Check().IsEmpty);
    }

    [Fact]
    public void Keeps_an_exemption_through_disappearance_and_return_and_the_guard_does_not_count_it()
    {
        var world = new SyncWorld();
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));
        world.Check();
        world.Decide("ann@corp.test", new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: "agency"));
        world.Remove("ann@corp.test");

        var gone = world.Check();
        Assert.Equal((1, 0), (gone.Report.Gone, gone.Losses.Count));
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));
        world.Check();

        Assert.Equal(MemberStatus.Exempted, world.Of("ann@corp.test").Decision.Status);
    }

    [Fact]
    public void Onboards_the_automation_account_from_the_start_whether_or_not_anybody_has_its_address()
    {
        var unknown = new SyncWorld();
        unknown.Check();
        Assert.Equal((MemberStatus.Onboarded, null), (unknown.Of(SyncWorld.Operator).Decision.Status, unknown.Of(SyncWorld.Operator).Decision.UserId));
        Assert.True(unknown.Of(SyncWorld.Operator).Facts.IsOperator);
        Assert.True(unknown.Check().IsEmpty);

        var known = new SyncWorld { People = [SyncWorld.Person("p1", SyncWorld.Operator, WorkspaceUserKind.Guest)] };
        known.Check();
        Assert.Equal((MemberStatus.Onboarded, "p1"), (known.Of(SyncWorld.Operator).Decision.Status, known.Of(SyncWorld.Operator).Decision.UserId));
    }

    [Fact]
    public void Treats_a_replaced_automation_account_as_an_ordinary_member()
    {
        var world = new SyncWorld();
        world.Rows.Add(SyncWorld.Confirmed("svc-old@corp.test", AppRole.Admin));
        world.Check();
        world.Decide("svc-old@corp.test", new MemberDecision(MemberStatus.Onboarded, DecidedBy.Check));

        world.Check();

        Assert.Equal(MemberStatus.Unmatched, world.Of("svc-old@corp.test").Decision.Status);
    }

    [Fact]
    public void Reports_people_who_left_and_removes_nothing()
    {
        var world = new SyncWorld { People = [SyncWorld.Person("p1", "ann@corp.test")] };
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));
        world.Check();
        world.People = [SyncWorld.Person("p1", "ann@corp.test", active: false)];

        var plan = world.Check();

        Assert.True(plan.IsEmpty);
        Assert.Equal("ann@corp.test", Assert.Single(plan.Report.Leavers).Email);
        world.People = [];
        Assert.Single(world.Check().Report.Leavers);
    }

    [Fact]
    public void Follows_a_matched_person_from_guest_to_directory()
    {
        var world = new SyncWorld { People = [SyncWorld.Person("p1", "ann@corp.test", WorkspaceUserKind.Guest)] };
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));
        world.Check();
        world.People = [SyncWorld.Person("p1", "ann@corp.test")];

        var plan = world.Check();

        Assert.Equal(MemberStatus.Onboarded, world.Of("ann@corp.test").Decision.Status);
        Assert.Equal(0, plan.Report.Matched);
    }

    [Fact]
    public void Guesses_nothing_when_one_who_left_and_one_who_is_here_share_an_address()
    {
        var world = new SyncWorld
        {
            People = [SyncWorld.Person("left", "info@corp.test", active: false), SyncWorld.Person("here", "ann@corp.test", aliases: "info@corp.test")],
        };
        world.Rows.Add(SyncWorld.Confirmed("info@corp.test"));

        var plan = world.Check();

        Assert.Equal(UnmatchedReason.Ambiguous, world.Of("info@corp.test").Decision.Reason);
        Assert.Empty(plan.Report.Leavers);
    }

    [Fact]
    public void Tells_when_two_members_were_matched_to_one_person_by_hand()
    {
        var world = new SyncWorld { People = [SyncWorld.Person("p1", "ann@corp.test")] };
        world.Rows.Add(SyncWorld.Confirmed("ann@corp.test"));
        world.Rows.Add(SyncWorld.Confirmed("ann@other.test"));
        world.Check();
        world.Decide("ann@other.test", new MemberDecision(MemberStatus.Onboarded, DecidedBy.Person, "p1"));

        var plan = world.Check();

        Assert.Equal(2, plan.Report.Anomalies.Count(line => line.Kind == "MatchedTwice"));
    }
}
