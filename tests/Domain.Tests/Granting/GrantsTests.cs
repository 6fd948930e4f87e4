using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Domain.Tests.Granting.GrantWorld;

namespace Seatkeeper.Domain.Tests.Granting;

public sealed class GrantsTests
{
    [Fact]
    public void What_only_waits_for_a_persons_word_keeps_a_seat_and_makes_nobody_Owner()
    {
        var lapsed = GrantWorld.Team("ann", "t1", AppRole.Admin) with { HubRole = HubRole.Owner, LeftSince = GrantWorld.Now, LapsedAt = GrantWorld.Now };

        Assert.Equal(new Standing(HasSeat: true, AppRole.Admin, HubRole.Collaborator), Standing.Of([lapsed]));
    }

    [Fact]
    public void The_highest_role_of_each_kind_wins_over_all_grants()
    {
        var grants = new HubGrants("hub", [Own("ann", AppRole.Guest, HubRole.Owner), Team("ann", "t1", AppRole.Member), Group("ann", "g1", AppRole.Admin), Team("bob", "t1", AppRole.Guest)]);

        Assert.Equal(new Standing(HasSeat: true, AppRole.Admin, HubRole.Owner), grants.StandingOf("ann"));
        Assert.Equal(new Standing(HasSeat: true, AppRole.Guest, HubRole.Collaborator), grants.StandingOf("bob"));
        Assert.Equal(Standing.Nothing, grants.StandingOf("nobody"));
    }

    [Fact]
    public void A_grant_without_a_seat_gives_neither_a_seat_nor_its_role()
    {
        var grants = new HubGrants("hub", [Own("ann", AppRole.Admin, HubRole.Owner) with { GivesSeat = false }]);

        Assert.Equal(new Standing(HasSeat: false, AppRole: null, HubRole.Owner), grants.StandingOf("ann"));
    }

    [Fact]
    public void Of_one_source_a_person_holds_one_grant_the_last()
    {
        var grants = new HubGrants("hub", []).Give(Team("ann", "t1", AppRole.Admin)).Give(Team("ann", "t1", AppRole.Guest)).Give(Team("ann", "t2", AppRole.Member));

        Assert.Equal(2, grants.Of("ann").Count);
        Assert.Equal(AppRole.Member, grants.StandingOf("ann").AppRole);
    }

    [Fact]
    public void Who_holds_a_teams_or_a_groups_grant_is_held_by_it_by_name_and_the_team_comes_first()
    {
        var grants = new HubGrants("hub", [Own("ann", AppRole.Member), Group("ann", "g1", AppRole.Guest), Team("ann", "t1", AppRole.Guest), Group("bob", "g1", AppRole.Guest), Own("eve", AppRole.Admin)]);

        Assert.Equal((RefusalKind.HeldByTeam, "/api/v1/hubs/hub/teams/t1"), (grants.HolderOf("ann")?.Kind, grants.HolderOf("ann")?.Link));
        Assert.Contains("\"Name of t1\"", grants.HolderOf("ann")?.Detail, StringComparison.Ordinal);
        Assert.Equal((RefusalKind.HeldByGroup, "/api/v1/hubs/hub/groups/g1"), (grants.HolderOf("bob")?.Kind, grants.HolderOf("bob")?.Link));
        Assert.Null(grants.HolderOf("eve"));
        Assert.Null(grants.HolderOf(null));
        Assert.Equal([new GrantKey("ann", GrantSource.Individual)], grants.OwnOf("ann"));
    }

    [Fact]
    public void A_seat_goes_only_with_the_last_grant_and_the_role_follows_the_highest_that_is_left()
    {
        var before = new HubGrants("hub", [Team("ann", "t1", AppRole.Admin), Group("ann", "g1", AppRole.Guest), Team("bob", "t1", AppRole.Admin)]);
        var after = before.Take(before.All.Where(grant => grant.SourceId == "t1").Select(grant => grant.Key));

        var effects = GrantEffects.Between(before, after, [Seat("ann", AppRole.Admin), Seat("bob", AppRole.Admin)]);

        Assert.Equal([new SeatEffect(SeatEffectKind.ChangeRole, "ann", "m-ann", AppRole.Guest), new SeatEffect(SeatEffectKind.Remove, "bob", "m-bob")], effects);
    }

    [Fact]
    public void Moving_between_two_groups_changes_nothing_in_whatever_order_it_is_told()
    {
        var before = new HubGrants("hub", [Group("ann", "g1", AppRole.Member)]);
        var left = new GrantKey("ann", GrantSource.Group, "g1");
        var joined = Group("ann", "g2", AppRole.Member);

        Assert.Empty(GrantEffects.Between(before, before.Take(left).Give(joined), [Seat("ann")]));
        Assert.Empty(GrantEffects.Between(before, before.Give(joined).Take(left), [Seat("ann")]));
    }

    [Fact]
    public void Who_has_no_member_yet_is_invited_with_the_highest_role_and_who_has_one_is_not()
    {
        var none = new HubGrants("hub", []);
        var after = new HubGrants("hub", [Team("ann", "t1", AppRole.Member), Group("ann", "g1", AppRole.Admin), Team("bob", "t1", AppRole.Member)]);

        Assert.Equal([new SeatEffect(SeatEffectKind.Invite, "ann", Role: AppRole.Admin)], GrantEffects.Between(none, after, [Seat("bob")]));

        // A grant that was left of a seat that is gone in the app keeps nobody from being invited again.
        Assert.Equal([new SeatEffect(SeatEffectKind.Invite, "ann", Role: AppRole.Admin)], GrantEffects.Between(none.Give(Own("ann", AppRole.Admin)), after.Give(Own("ann", AppRole.Admin)), [Seat("bob")]));
    }

    [Fact]
    public void The_owner_of_the_app_and_the_automation_account_keep_what_they_have()
    {
        var before = new HubGrants("hub", [Team("ann", "t1", AppRole.Member), Team("bot", "t1", AppRole.Member)]);
        var after = new HubGrants("hub", [Team("ann", "t1", AppRole.Guest)]);
        var bot = Seat("bot") with { Facts = Seat("bot").Facts with { IsOperator = true } };

        Assert.Empty(GrantEffects.Between(before, after, [Seat("ann", AppRole.Owner), bot]));
    }

    [Fact]
    public void A_check_imports_who_has_a_seat_and_no_reason_for_it_and_follows_their_role()
    {
        var grants = new HubGrants("hub", [Team("bob", "t1", AppRole.Guest)]);
        Member[] members = [Seat("ann", AppRole.Admin), Seat("bob"), Seat("nobody") with { Decision = MemberDecision.Unmatched }];

        var changes = ImportedGrants.Plan(grants, members, All(members), Now);

        var imported = Assert.Single(changes.Put);
        Assert.Equal(("ann", GrantSource.Imported, (AppRole?)AppRole.Admin, Now), (imported.UserId, imported.Source, imported.AppRole, imported.Since));
        Assert.Empty(changes.Taken);
        Assert.True(ImportedGrants.Plan(changes.On(grants), members, All(members), Now.AddDays(1)).IsEmpty);
        Member[] changed = [Seat("ann", AppRole.Guest)];
        var role = Assert.Single(ImportedGrants.Plan(changes.On(grants), changed, All(changed), Now.AddDays(1)).Put);
        Assert.Equal((AppRole.Guest, Now), (role.AppRole, role.Since));
    }

    [Fact]
    public void A_check_takes_the_role_that_the_app_still_shows_of_a_group_that_has_ended_for_nobodys_own()
    {
        var grants = new HubGrants("hub", [Own("ann", AppRole.Member) with { Source = GrantSource.Imported }]);

        Assert.True(ImportedGrants.Plan(grants, [Seat("ann", AppRole.Admin)], new HashSet<string>(), Now).IsEmpty);
    }

    [Theory]
    [InlineData(AppRole.Member, AppRole.Member, AppRole.Admin, AppRole.Admin)]
    [InlineData(AppRole.Admin, AppRole.Member, AppRole.Member, AppRole.Member)]
    [InlineData(AppRole.Member, AppRole.Admin, AppRole.Admin, AppRole.Member)]
    [InlineData(AppRole.Member, AppRole.Admin, AppRole.Guest, AppRole.Guest)]
    public void A_role_that_somebody_gives_in_the_app_is_the_persons_own_also_while_a_group_gives_another(AppRole own, AppRole groups, AppRole shown, AppRole after)
    {
        var grants = new HubGrants("hub", [Own("ann", own) with { Source = GrantSource.Imported }, Group("ann", "g1", groups)]);
        Member[] members = [Seat("ann", shown)];

        Assert.True(ImportedGrants.Plan(grants, members, new HashSet<string>(), Now).IsEmpty);
        var changed = ImportedGrants.Plan(grants, members, All(members), Now).On(grants);
        Assert.Equal(after, changed.Of("ann").Single(grant => grant.Source == GrantSource.Imported).AppRole);
        Assert.Equal(groups, changed.Of("ann").Single(grant => grant.Source == GrantSource.Group).AppRole);
    }

    [Fact]
    public void A_check_ends_imported_grants_of_people_without_a_member_and_no_others()
    {
        var grants = new HubGrants("hub", [Own("ann", AppRole.Member), Own("bob", AppRole.Member) with { Source = GrantSource.Imported }, Group("eve", "g1", AppRole.Guest)]);

        var changes = ImportedGrants.Plan(grants, [Seat("bob") with { Presence = Presence.Gone }], new HashSet<string>(), Now);

        Assert.Equal([new GrantKey("bob", GrantSource.Imported)], changes.Taken);
        Assert.Empty(changes.Put);
    }

    [Fact]
    public void The_automation_account_is_imported_by_no_check() => Assert.True(
        ImportedGrants.Plan(new HubGrants("hub", []), [Seat("bot") with { Facts = Seat("bot").Facts with { IsOperator = true } }], new HashSet<string> { Seat("bot").Id }, Now).IsEmpty);

    private static HashSet<string> All(IEnumerable<Member> members) => members.Select(member => member.Id).ToHashSet(StringComparer.Ordinal);

    [Fact]
    public void Who_was_made_owner_by_name_is_it_without_the_seat_too_and_a_match_by_hand_takes_none_of_it()
    {
        var owner = Own("ann", AppRole.Admin, HubRole.Owner);
        var removal = new PlannedChange("i", ChangeAction.Remove, "m-ann", "ann@corp.test", UserId: "ann");

        Assert.Equal([owner with { AppRole = null, GivesSeat = false }], OwnGrants.After(removal, [owner, owner with { Source = GrantSource.Imported }], keepsASeat: false).On(new HubGrants("hub", [owner])).All);
        var left = Assert.Single(OwnGrants.Of("ann", [], [owner], Now).Put);
        Assert.Equal((HubRole.Owner, false), (left.HubRole, left.GivesSeat));
        var byHand = Seat("ann") with { Decision = new MemberDecision(MemberStatus.Onboarded, DecidedBy.Person, "ann", HubRole.Collaborator) };
        Assert.Equal((HubRole.Owner, true), Assert.Single(OwnGrants.Of("ann", [byHand], [left], Now).Put) is var given ? (given.HubRole, given.GivesSeat) : default);
        Assert.Single(OwnGrants.After(removal, [Own("ann", AppRole.Admin)], keepsASeat: false).Taken);
    }
}
