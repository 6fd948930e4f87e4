using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Tests.Changing;

/// <summary>Nobody who left the workspace is invited.</summary>
public sealed class LeaverInvitationTests
{
    private const string Address = "ann@corp.test";
    private static readonly DateTimeOffset now = new(2026, 9, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Whoever_left_is_refused_by_name_and_by_grants_also_where_they_have_a_seat()
    {
        var left = Person("ann", Address, isHere: false);
        var seat = new Member(
            "m-ann", Presence.Confirmed, Presence.Confirmed, new MemberFacts(null, "other@corp.test", null, AppRole.Member, "Member", IsOperator: false, InvitationExpired: false),
            new MemberDecision(MemberStatus.Onboarded, DecidedBy.Check, "ann", HubRole.Collaborator), MemberStage.None, now, now);
        var byGrants = WishedPerson.ToInvite(Address) with { HolderId = "ann", Role = AppRole.Member };

        Assert.Equal(FailureKind.ConcurrentChange, Plan(WishedPerson.ToInvite(Address, "ann"), [], left).Refused?.Kind);
        Assert.Equal(FailureKind.ConcurrentChange, Plan(WishedPerson.ToInvite(Address, "ann"), [seat], left).Refused?.Kind);
        Assert.Equal(FailureKind.ConcurrentChange, Plan(byGrants, [seat], left).Refused?.Kind);
        Assert.True(Plan(WishedPerson.ToInvite(Address, "ann"), [], left with { Active = true }).IsToDo);
    }

    [Fact]
    public void An_address_is_refused_that_only_leavers_have_and_is_invited_where_somebody_here_has_it_or_nobody()
    {
        var left = Person("ann", "ann.was@corp.test", isHere: false, Address);

        Assert.Equal(FailureKind.ConcurrentChange, Plan(WishedPerson.ToInvite("ANN@corp.test"), [], left).Refused?.Kind);
        Assert.True(Plan(WishedPerson.ToInvite(Address), [], left, Person("bob", "bob@corp.test", isHere: true, Address)).IsToDo);
        Assert.True(Plan(WishedPerson.ToInvite(Address, "eve"), [], left, Person("eve", Address, isHere: true)).IsToDo);
        Assert.True(Plan(WishedPerson.ToInvite("stranger@else.test"), [], left).IsToDo);
    }

    [Fact]
    public void That_a_rule_forbids_it_by_now_tells_nothing_of_an_invitation_that_an_earlier_try_may_have_sent()
    {
        var refused = Plan(WishedPerson.ToInvite(Address, "ann"), [], Person("ann", Address, isHere: false));
        var begun = new ChangeProgress(WasIntended: true);

        Assert.Equal(FailureEffect.None, ChangeVerdict.Of(refused, new ChangeProgress(), shown: null).Failure?.Effect);
        Assert.Equal((FailureKind.ConcurrentChange, FailureEffect.Unknown), Ended(shown: null));
        Assert.Equal((FailureKind.ConcurrentChange, FailureEffect.None), Ended(Shown("bob@corp.test")));
        // Whose it is that stands there, no list tells.
        Assert.Equal((FailureKind.ConcurrentChange, FailureEffect.Unknown), Ended(Shown(Address)));

        (FailureKind?, FailureEffect?) Ended(ShownPeople? shown) => EndOf(refused, begun, shown);
    }

    [Fact]
    public void Of_an_invitation_that_was_begun_and_forbidden_before_it_was_sent_again_nobody_is_told_that_it_was_not_sent_or_that_it_was()
    {
        var planned = Plan(WishedPerson.ToInvite(Address, "ann"), [], Person("ann", Address, isHere: true));
        var forbidden = new ChangeProgress(WasIntended: true, ChangeStatus.Failed, Failure: new Failure(FailureKind.ConcurrentChange, Effect: FailureEffect.Unknown));

        Assert.Equal((FailureKind.ConcurrentChange, FailureEffect.Unknown), EndOf(planned, forbidden, shown: null));
        Assert.Equal((FailureKind.ConcurrentChange, FailureEffect.Unknown), EndOf(planned, forbidden, Shown(Address)));
        Assert.Equal((FailureKind.ConcurrentChange, FailureEffect.None), EndOf(planned, forbidden, Shown("bob@corp.test")));
    }

    private static (FailureKind?, FailureEffect?) EndOf(PlannedChange item, ChangeProgress progress, ShownPeople? shown) =>
        ChangeVerdict.Of(item, progress, shown).Failure is var failure ? (failure?.Kind, failure?.Effect) : default;

    private static ShownPeople Shown(string invited) => new(new MemberSnapshot(
        new AppWorkspace("w", "Acme"), "bot@corp.test", now, SnapshotSource.Page, [new SnapshotMember(Presence.Pending, null, invited, null, AppRole.Member, "Member")], 0, 1, null, Complete: true));

    private static WorkspaceUser Person(string id, string email, bool isHere, params string[] aliases) => new(id, WorkspaceUserKind.Directory, id, email, aliases, isHere);

    private static PlannedChange Plan(WishedPerson person, Member[] stored, params WorkspaceUser[] people)
    {
        var facts = new HubFacts("bot@corp.test", [AppRole.Guest, AppRole.Member, AppRole.Admin], null, new HashSet<string>())
        {
            People = new PeopleIndex(people),
            Left = people.Where(one => !one.Active).Select(one => one.Id).ToHashSet(StringComparer.Ordinal),
        };
        var wish = new ChangeWish(ChangeAction.Invite, [person], AppRole.Member) { ByGrants = person.HolderId is not null };
        return Assert.Single(ChangePlanner.Plan(new ChangeInput("task", wish, stored, facts, GuardThresholds.Default, new GuardHistory(now, []))).Items);
    }
}
