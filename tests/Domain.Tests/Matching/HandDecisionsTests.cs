using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tests.Granting;
using Seatkeeper.Domain.Tests.Syncing;
using static Seatkeeper.Domain.Tests.Granting.GrantWorld;

namespace Seatkeeper.Domain.Tests.Matching;

public sealed class HandDecisionsTests
{
    private static readonly HubGrants none = new("hub", []);
    private static readonly Member free = Seat("free") with { Decision = MemberDecision.Unmatched };
    private static readonly WorkspaceUser ann = SyncWorld.Person("ann", "ann@corp.test");
    private static readonly WorkspaceUser guest = SyncWorld.Person("guest", "guest@else.test", WorkspaceUserKind.Guest);

    [Fact]
    public void Who_is_not_in_the_directory_becomes_a_guest_and_both_are_decided_by_a_person()
    {
        Assert.Equal(new MemberDecision(MemberStatus.Onboarded, DecidedBy.Person, "ann", HubRole.Owner), HandDecisions.Match(free, ann, HubRole.Owner).Decision);
        Assert.Equal(new MemberDecision(MemberStatus.Guest, DecidedBy.Person, "guest", HubRole.Collaborator), HandDecisions.Match(free, guest, HubRole.Collaborator).Decision);
    }

    [Fact]
    public void Nobody_decides_about_the_automation_account_who_is_gone_or_who_is_being_changed()
    {
        var bot = Seat("bot") with { Facts = Seat("bot").Facts with { IsOperator = true } };
        foreach (var member in new[] { bot, Seat("ann") with { Presence = Presence.Gone }, Seat("ann") with { Stage = MemberStage.Deprovisioning }, Seat("ann") with { Stage = MemberStage.Updating } })
        {
            Assert.Equal(RefusalKind.StageNotAllowed, HandDecisions.Match(member, ann, HubRole.Owner).Refused?.Kind);
            Assert.Equal(RefusalKind.StageNotAllowed, HandDecisions.UndoMatch(member, none).Refused?.Kind);
            Assert.Equal(RefusalKind.StageNotAllowed, HandDecisions.Exempt(member, none, "why", null).Refused?.Kind);
        }
    }

    [Fact]
    public void The_same_again_is_no_decision_and_another_person_is_refused_until_the_first_is_undone()
    {
        var matched = free with { Decision = HandDecisions.Match(free, ann, HubRole.Collaborator).Decision ?? MemberDecision.Unmatched };

        Assert.Equal(new DecisionAnswer(), HandDecisions.Match(matched, ann, HubRole.Collaborator));
        Assert.Equal(HubRole.Owner, HandDecisions.Match(matched, ann, HubRole.Owner).Decision?.HubRole);
        Assert.Equal(RefusalKind.AlreadyMatched, HandDecisions.Match(matched, guest, HubRole.Collaborator).Refused?.Kind);
        Assert.Equal(RefusalKind.StageNotAllowed, HandDecisions.Match(free, ann with { Active = false }, HubRole.Collaborator).Refused?.Kind);
    }

    [Fact]
    public void Unmatched_by_hand_a_member_stays_so_whoever_had_matched_it()
    {
        var byHand = Seat("ann") with { Decision = Seat("ann").Decision with { By = DecidedBy.Person } };

        Assert.Equal(new MemberDecision(MemberStatus.Unmatched, DecidedBy.Person), HandDecisions.UndoMatch(Seat("ann"), none).Decision);
        Assert.Equal(new MemberDecision(MemberStatus.Unmatched, DecidedBy.Person), HandDecisions.UndoMatch(byHand, none).Decision);
        Assert.Equal(new DecisionAnswer(), HandDecisions.UndoMatch(free, none));
    }

    [Fact]
    public void Whom_a_team_or_group_holds_is_neither_unmatched_nor_exempted()
    {
        Assert.Equal(RefusalKind.HeldByTeam, HandDecisions.UndoMatch(Seat("ann"), none.Give(Team("ann", "t1", AppRole.Member))).Refused?.Kind);
        Assert.Equal(RefusalKind.HeldByGroup, HandDecisions.Exempt(Seat("ann"), none.Give(Group("ann", "g1", AppRole.Member)), "why", null).Refused?.Kind);
    }

    [Fact]
    public void Access_is_taken_from_whoever_is_matched_and_an_exemption_or_a_member_of_nobody_stays_as_it_is()
    {
        var exempted = free with { Decision = new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: "The auditor", ReviewOn: new DateOnly(2026, 12, 1)) };
        var taken = Seat("ann") with { Decision = HandDecisions.TakeAccess(Seat("ann"), none, "Left the project").Decision ?? MemberDecision.Unmatched };

        Assert.Equal(new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: "Left the project"), taken.Decision);
        Assert.Equal(new DecisionAnswer(), HandDecisions.TakeAccess(taken, none, "Left the project"));
        Assert.Equal((null, RefusalKind.StageNotAllowed), (HandDecisions.TakeAccess(exempted, none, "Left the project").Decision, HandDecisions.TakeAccess(exempted, none, "Left the project").Refused?.Kind));
        Assert.Equal(new DecisionAnswer(), HandDecisions.TakeAccess(free, none, "Left the project"));
        Assert.Equal(new DecisionAnswer(), HandDecisions.TakeAccess(exempted, none, reason: null));
    }

    [Fact]
    public void An_exemption_can_be_changed_and_undone()
    {
        var day = new DateOnly(2026, 12, 1);
        var exempted = free with { Decision = HandDecisions.Exempt(free, none, "The auditor", day).Decision ?? MemberDecision.Unmatched };

        Assert.Equal(new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: "The auditor", ReviewOn: day), exempted.Decision);
        Assert.Equal(new DecisionAnswer(), HandDecisions.Exempt(exempted, none, "The auditor", day));
        Assert.Equal("Another", HandDecisions.Exempt(exempted, none, "Another", null).Decision?.Reason);
        Assert.Equal(RefusalKind.StageNotAllowed, HandDecisions.Match(exempted, ann, HubRole.Owner).Refused?.Kind);
        Assert.Equal(MemberDecision.Unmatched, HandDecisions.UndoExemption(exempted).Decision);
        Assert.Equal(new DecisionAnswer(), HandDecisions.UndoExemption(free));
    }

    [Fact]
    public void In_one_wish_as_in_the_hub_nobody_is_matched_twice()
    {
        Member[] stored = [free, free with { Id = "m-other" }, Seat("guest"), Seat("gone") with { Id = "m-gone", Presence = Presence.Gone }];
        var people = new[] { ann, guest, SyncWorld.Person("gone", "gone@corp.test") }.ToDictionary(person => person.Id);
        var wish = new MatchWish([To("m-free", "ann"), To("m-other", "ann"), To("m-other", "guest"), To("m-other", "gone"), To("nobody", "ann"), To("m-free", "nobody")]);

        var plan = MatchPlanner.Plan(wish, stored, people);

        Assert.Equal(
            [null, RefusalKind.AlreadyMatched, RefusalKind.AlreadyMatched, null, RefusalKind.NotFound, RefusalKind.NotFound], plan.Select(match => match.Answer.Refused?.Kind));
        Assert.Equal(["ann", null, null, "gone", null, null], plan.Select(match => match.Answer.Decision?.UserId));
        Assert.Equal([null, FailureKind.AmbiguousIdentity, FailureKind.AmbiguousIdentity, null, FailureKind.MemberNotFound, FailureKind.MemberNotFound], plan.Select(match => match.Failure?.Kind));
    }

    [Fact]
    public void A_match_gives_a_grant_of_its_own_and_its_end_takes_it_but_none_of_a_team()
    {
        var decision = HandDecisions.Match(free, ann, HubRole.Owner).Decision ?? MemberDecision.Unmatched;
        var matched = free with { Decision = decision };
        var given = OwnGrants.Of("ann", [matched], [], Now);
        Assert.Equal(new Grant("ann", GrantSource.Individual, null, null, AppRole.Member, HubRole.Owner, Now), Assert.Single(given.Put));
        Assert.True(OwnGrants.Of("ann", [matched], given.Put, Now.AddDays(1)).IsEmpty);

        var ended = OwnGrants.Of("ann", [], [.. given.Put, Team("ann", "t1", AppRole.Admin)], Now);
        Assert.Empty(ended.Taken);
        Assert.Equal(given.Put[0] with { AppRole = null, GivesSeat = false }, Assert.Single(ended.Put));
        var collaborator = OwnGrants.Of("ann", [], [given.Put[0] with { HubRole = HubRole.Collaborator }, Team("ann", "t1", AppRole.Admin)], Now);
        Assert.Equal((0, new GrantKey("ann", GrantSource.Individual)), (collaborator.Put.Count, Assert.Single(collaborator.Taken)));

        // What a check matched is the check's to explain, and an Owner needs no seat.
        Assert.True(OwnGrants.Of("ann", [Seat("ann")], [], Now).IsEmpty);
        Assert.True(OwnGrants.Of("ann", [], [given.Put[0] with { GivesSeat = false }], Now).IsEmpty);
    }

    [Fact]
    public void A_removal_by_name_ends_own_grants_and_a_new_role_is_theirs_too()
    {
        Grant[] held = [Own("ann", AppRole.Admin), Own("ann", AppRole.Member) with { Source = GrantSource.Imported }, Group("ann", "g1", AppRole.Guest)];
        var removed = new PlannedChange("m", ChangeAction.Remove, "m", "ann@corp.test", UserId: "ann");

        Assert.Equal([GrantSource.Individual, GrantSource.Imported], OwnGrants.After(removed, held, keepsASeat: false).Taken.Select(key => key.Source));
        Assert.True(OwnGrants.After(removed, held, keepsASeat: true).IsEmpty);
        var changed = OwnGrants.After(removed with { Action = ChangeAction.ChangeRole, Role = AppRole.Member }, held, keepsASeat: false);
        Assert.Equal((GrantSource.Individual, AppRole.Member), (Assert.Single(changed.Put).Source, changed.Put[0].AppRole));
        Assert.True(OwnGrants.After(removed with { Action = ChangeAction.ResendInvitation }, held, keepsASeat: false).IsEmpty);
    }

    private static WishedMatch To(string member, string user) => new(member, user, HubRole.Collaborator);
}
