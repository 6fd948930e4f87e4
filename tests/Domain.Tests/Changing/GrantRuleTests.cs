using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Domain.Tests.Granting.GrantWorld;

namespace Seatkeeper.Domain.Tests.Changing;

/// <summary>What teams ask for is held against the grants of the moment, whatever they were when it was planned.</summary>
public sealed class GrantRuleTests
{
    [Fact]
    public void A_seat_that_something_gives_again_is_not_taken_away()
    {
        Assert.Null(Remove([]).Refused);
        Assert.Null(Remove([Own("ann", AppRole.Member) with { Source = GrantSource.Imported }]).Refused);
        Assert.Null(Remove([Own("ann", AppRole.Member, HubRole.Owner) with { GivesSeat = false }]).Refused);
        Assert.Equal(FailureKind.ConcurrentChange, Remove([Own("ann", AppRole.Member)]).Refused?.Kind);
        Assert.Equal(FailureKind.ConcurrentChange, Remove([Team("ann", "t2", AppRole.Member)]).Refused?.Kind);
        Assert.Equal(FailureKind.ConcurrentChange, Remove([], matchedTo: "bob").Refused?.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_nobody_named_takes_no_seat_whose_address_somebody_else_has_who_is_here(bool byGrants)
    {
        var wish = new ChangeWish(ChangeAction.Remove, [WishedPerson.Of("m-ann") with { HolderId = byGrants ? "ann" : null }]) { ByGrants = byGrants, LeaversOnly = !byGrants };
        WorkspaceUser[] people = [Person("ann", "ann@corp.test", isHere: false), Person("bea", "bea@corp.test", true, "ANN@corp.test")];

        Assert.Equal(FailureKind.AmbiguousIdentity, Plan(wish, [], Seat("ann"), people).Refused?.Kind);
        Assert.Equal(FailureKind.AmbiguousIdentity, Plan(wish, [], Seat("ann") with { List = Presence.Pending, Presence = Presence.Pending }, people).Refused?.Kind);
        Assert.Null(Plan(wish, [], Seat("ann"), [people[0], people[1] with { Active = false }]).Refused);
        // An invitation of the same address is nobody's apart from the seat with which it goes.
        var twin = Seat("ann") with { Id = "twin", List = Presence.Pending, Presence = Presence.Pending, Decision = MemberDecision.Unmatched };
        WorkspaceUser[] alone = [people[0] with { Active = byGrants }];
        Assert.Equal(("twin", null), Plan(wish, [], [Seat("ann"), twin], alone) is var whole ? (whole.TwinId, whole.Refused) : default);
        // By name it is a person's business.
        Assert.Null(Plan(wish with { ByGrants = false, LeaversOnly = false }, [], Seat("ann"), people).Refused);
    }

    [Fact]
    public void Nobody_is_invited_or_promoted_whose_grants_do_not_come_to_it_any_more()
    {
        Assert.Null(Invite([Team("ann", "t1", AppRole.Member)]).Refused);
        Assert.Equal(FailureKind.ConcurrentChange, Invite([Team("ann", "t1", AppRole.Admin)]).Refused?.Kind);
        Assert.Equal(FailureKind.ConcurrentChange, Invite([]).Refused?.Kind);
        Assert.Equal(FailureKind.ConcurrentChange, Invite([Team("ann", "t1", AppRole.Guest)]).Refused?.Kind);
        Assert.Null(Change(AppRole.Admin, [Team("ann", "t1", AppRole.Admin)]).Refused);
        Assert.Equal(FailureKind.ConcurrentChange, Change(AppRole.Admin, [Team("ann", "t1", AppRole.Member)]).Refused?.Kind);
    }

    [Fact]
    public void Nobody_is_invited_at_an_address_that_is_not_theirs_any_more()
    {
        WorkspaceUser ann = Person("ann", "ann.new@corp.test", isHere: true), bob = Person("bob", "ann@corp.test", isHere: true);

        Assert.Equal(FailureKind.ConcurrentChange, InviteAmong(ann).Refused?.Kind);
        Assert.Equal(FailureKind.ConcurrentChange, InviteAmong(ann, bob).Refused?.Kind);
        // Nor do they have the seat of whoever has the address now.
        Assert.Equal(FailureKind.ConcurrentChange, InviteAmong(Seat("ann") with { Decision = Seat("bob").Decision }, ann, bob).Refused?.Kind);
        Assert.Equal(FailureKind.ConcurrentChange, InviteAmong().Refused?.Kind);
    }

    [Fact]
    public void Whoever_has_another_address_now_is_invited_at_the_one_before_where_it_is_still_theirs_alone()
    {
        WorkspaceUser ann = Person("ann", "ann.new@corp.test", true, "ANN@corp.test"), bob = Person("bob", "ann@corp.test", isHere: true);

        Assert.True(InviteAmong(ann).IsToDo);
        Assert.Equal(FailureKind.ConcurrentChange, InviteAmong(ann, bob).Refused?.Kind);
        Assert.Equal(FailureKind.ConcurrentChange, InviteAmong(ann, Person("bob", "bob@corp.test", true, "ann@corp.test")).Refused?.Kind);
        Assert.True(InviteAmong(ann, bob with { Active = false }).IsToDo);
        // What the next run would plan once more is not refused, or it would be planned for ever.
        Assert.True(InviteAmong(ann with { Email = "Ann@corp.test", Aliases = [] }, bob).IsToDo);
    }

    [Fact]
    public void A_role_that_a_team_gives_does_not_become_the_role_of_a_grant_of_ones_own()
    {
        var done = Change(AppRole.Admin, [Team("ann", "t1", AppRole.Admin)]);

        Assert.True(OwnGrants.After(done, [Own("ann", AppRole.Member)], keepsASeat: false).IsEmpty);
    }

    private static PlannedChange Remove(Grant[] grants, string matchedTo = "ann") =>
        Plan(new ChangeWish(ChangeAction.Remove, [WishedPerson.Of("m-ann") with { HolderId = "ann" }]) { ByGrants = true }, grants, Seat("ann") with { Decision = Seat(matchedTo).Decision });

    private static PlannedChange Invite(Grant[] grants) => Invite(grants, Seat("bob"), Person("ann", "ann@corp.test", isHere: true));

    private static PlannedChange InviteAmong(params WorkspaceUser[] people) => InviteAmong(Seat("eve"), people);

    private static PlannedChange InviteAmong(Member member, params WorkspaceUser[] people) => Invite([Team("ann", "t1", AppRole.Member)], member, people);

    private static PlannedChange Invite(Grant[] grants, Member member, params WorkspaceUser[] people) =>
        Plan(new ChangeWish(ChangeAction.Invite, [WishedPerson.ToInvite("ann@corp.test") with { HolderId = "ann", Role = AppRole.Member }]) { ByGrants = true }, grants, member, people);

    private static PlannedChange Change(AppRole role, Grant[] grants) =>
        Plan(new ChangeWish(ChangeAction.ChangeRole, [WishedPerson.Of("m-ann") with { HolderId = "ann", Role = role }]) { ByGrants = true }, grants, Seat("ann"));

    private static WorkspaceUser Person(string id, string email, bool isHere, params string[] aliases) => new(id, WorkspaceUserKind.Directory, id, email, aliases, isHere);

    private static PlannedChange Plan(ChangeWish wish, Grant[] grants, Member member, params WorkspaceUser[] people) => Plan(wish, grants, [member], people);

    private static PlannedChange Plan(ChangeWish wish, Grant[] grants, Member[] members, WorkspaceUser[] people)
    {
        var facts = new HubFacts("bot@corp.test", [AppRole.Guest, AppRole.Member, AppRole.Admin], null, new HashSet<string>())
        {
            People = new PeopleIndex(people),
            Left = people.Where(person => !person.Active).Select(person => person.Id).ToHashSet(StringComparer.Ordinal),
        };
        var input = new ChangeInput("task", wish, members, facts, GuardThresholds.Default, new GuardHistory(Now, [])) { Grants = new HubGrants("hub", grants) };
        return Assert.Single(ChangePlanner.Plan(input).Items);
    }
}
