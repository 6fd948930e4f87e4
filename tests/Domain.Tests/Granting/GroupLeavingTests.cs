using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Domain.Tests.Granting.GrantWorld;

namespace Seatkeeper.Domain.Tests.Granting;

public sealed class GroupLeavingTests
{
    private static readonly TimeSpan grace = TimeSpan.FromMinutes(30);
    private static readonly GroupRules automatic = new(grace, TakesByItself: true);
    private static readonly GroupRules confirm = new(grace);

    [Fact]
    public void Who_is_missed_keeps_the_seat_until_a_second_read_at_least_the_grace_after_the_first()
    {
        var stored = Held(Group("ann", "g1", AppRole.Member));

        var first = Plan(stored, automatic, Read("g1", 0));
        Assert.Empty(EffectsOf(first));
        Assert.Equal(Now + grace, first.LookAgainAt);
        Assert.Equal(Now, Marked(stored).Of("ann").Single().LeftSince);
        Assert.Null(Marked(stored).Of("ann").Single().LapsedAt);
        Assert.Equal([SeatEffectKind.Remove], EffectsOf(Plan(Marked(stored), automatic, Read("g1", 30))));

        // Neither the same read again, however late it is looked at, nor one too early, nor one that a clock dated which was set back.
        Assert.True(Plan(Marked(stored), automatic, Read("g1", -60)).Changes.IsEmpty);
        Assert.True(Plan(Marked(stored), automatic, Read("g1", 0)).Changes.IsEmpty);
        Assert.True(Plan(Marked(stored), automatic, Read("g1", 29)).Changes.IsEmpty);
        Assert.True(Plan(Marked(stored), automatic with { Grace = TimeSpan.Zero }, Read("g1", 0)).Changes.IsEmpty);

        // And not as long as another group of the hub was not read again, or never: they may be in it by now.
        Assert.True(Plan(Marked(stored), automatic, Read("g1", 30), Read("g2", 29)).Changes.IsEmpty);
        Assert.True(Plan(Marked(stored), automatic, Read("g1", 30), Read("g2", 0) with { IsUnread = true }).Changes.IsEmpty);

        HubGrants Marked(HubGrants grants) => first.Changes.On(grants);
    }

    [Fact]
    public void Who_is_back_meanwhile_keeps_the_seat_and_the_mark_goes()
    {
        var marked = Held(Group("ann", "g1", AppRole.Member) with { LeftSince = Now });

        var plan = Plan(marked, automatic, Read("g1", 60, "ann"));

        Assert.False(plan.Changes.On(marked).Of("ann").Single().IsLeft);
        Assert.Equal([GrantMoveKind.Back], plan.People.Single().Moves.Select(move => move.Kind));
        Assert.Empty(EffectsOf(plan));
        Assert.Null(plan.LookAgainAt);
    }

    [Fact]
    public void Where_a_person_confirms_the_grant_stays_lapsed_and_holds_nobody_any_more()
    {
        var marked = Held(Group("ann", "g1", AppRole.Member) with { LeftSince = Now });

        var plan = Plan(marked, confirm, Read("g1", 30));
        var lapsed = plan.Changes.On(marked);

        Assert.Empty(EffectsOf(plan));
        Assert.Equal(Now + grace, lapsed.Of("ann").Single().LapsedAt);
        Assert.Equal((true, true, false), (lapsed.StandingOf("ann").HasSeat, lapsed.HasLapsed("ann"), marked.HasLapsed("ann")));
        Assert.Null(lapsed.HolderOf("ann"));
        Assert.NotNull(marked.HolderOf("ann"));

        // Where they were taken away by hand meanwhile there is nothing to confirm; and what something else gives has not lapsed.
        Assert.Equal([new GrantKey("ann", GrantSource.Group, "g1")], Plan(lapsed, [], confirm, Read("g1", 30)).Changes.Taken);
        Assert.False(lapsed.Give(Own("ann", AppRole.Member)).HasLapsed("ann"));
        Assert.Equal([SeatEffectKind.Remove], EffectsOf(Plan(lapsed, automatic, Read("g1", 30))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_left_the_workspace_waits_for_no_second_read_whether_the_group_names_them_or_not(bool isNamed)
    {
        var stored = Held(Group("left", "g1", AppRole.Member));

        var plan = Plan(stored, automatic, isNamed ? Read("g1", 0, "left") : Read("g1", 0));

        Assert.Equal([SeatEffectKind.Remove], EffectsOf(plan));
        Assert.True(Plan(stored, confirm, Read("g1", 0, "left")).Changes.On(stored).HasLapsed("left"));

        // That they left is why, and not what the group was told last.
        Assert.Equal("left the workspace: Disabled in the directory", Assert.Single(Assert.Single(plan.People).Moves).Cause);
        Assert.True(Plan(stored, automatic, Read("g1", 0) with { IsUnread = true }).Changes.IsEmpty);
    }

    [Fact]
    public void Who_is_out_in_the_directory_and_has_not_left_by_it_loses_nothing_by_lists_that_do_not_name_them()
    {
        var stored = Held(Group("out", "g1", AppRole.Member), Group("bob", "g1", AppRole.Member));

        var plan = Plan(stored, automatic, Read("g1", 0, "bob"));
        Assert.True(plan.Changes.IsEmpty);
        Assert.Null(plan.LookAgainAt);

        // The group was read before it was known of them: what was held against them is so no more, and nobody says that they are back.
        var marked = Held(Group("out", "g1", AppRole.Member) with { LeftSince = Now, LapsedAt = Now.AddMinutes(30) }, Group("bob", "g1", AppRole.Member) with { LeftSince = Now });
        var kept = Plan(marked, automatic, Read("g1", 60));
        Assert.Equal([SeatEffectKind.Remove], EffectsOf(kept));
        Assert.Equal(("out", false), (Assert.Single(kept.Changes.On(marked).All).UserId, kept.Changes.On(marked).All.Single().IsLeft));
        var move = Assert.Single(kept.People.Single(person => person.UserId == "out").Moves);
        Assert.Equal(GrantMoveKind.Kept, move.Kind);
        Assert.Contains("(Deleted in the directory)", move.Sentence, StringComparison.Ordinal);

        // Beside something else they keep the role too; and an Owner who takes the group away waits for nothing.
        Assert.True(Plan(Held(Group("out", "g1", AppRole.Admin), Own("out", AppRole.Member)), [Seat("out", AppRole.Admin)], automatic, Read("g1", 0)).Changes.IsEmpty);
        Assert.Equal([SeatEffectKind.Remove], EffectsOf(Plan(Held(Group("out", "g1", AppRole.Member)), automatic, Read("g1", 0) with { Ends = SourceEnd.App })));
    }

    [Fact]
    public void Whom_a_group_of_several_loses_all_at_once_goes_by_a_persons_word_alone_and_keeps_the_role_for_the_grace()
    {
        var stored = Held(Group("ann", "g1", AppRole.Member), Group("bob", "g1", AppRole.Admin), Own("bob", AppRole.Member));
        Member[] seats = [Seat("ann"), Seat("bob", AppRole.Admin)];
        var before = Leavings.None.After([], ["ann", "bob"], Now.AddDays(-1));

        var first = Plan(stored, seats, automatic, Emptied(0));
        Assert.Empty(EffectsOf(first));
        Assert.Equal(Now + grace, first.LookAgainAt);
        var marked = first.Changes.On(stored);

        // What something else gives is a role less, which needs no word: only the second read.
        var second = Plan(marked, seats, automatic, Emptied(30));
        Assert.Equal([SeatEffectKind.ChangeRole], EffectsOf(second));
        var lapsed = second.Changes.On(marked);
        Assert.True(lapsed.HasLapsed("ann"));
        Assert.Equal(GrantSource.Individual, Assert.Single(lapsed.Of("bob")).Source);

        // Nor does it go by itself once others are in the group; whoever is back has lost nothing.
        Assert.Empty(EffectsOf(Plan(lapsed, seats, automatic, Emptied(90, "cay")).People.Where(person => person.UserId == "ann")));
        Assert.False(Plan(lapsed, seats, automatic, Emptied(90, "ann")).Changes.On(lapsed).Of("ann").Single() is { IsLeft: true } or { NeedsWord: true });

        // A group that is deleted is one that everybody left; and so is one that they left one after the other.
        Assert.Equal([SeatEffectKind.Remove], EffectsOf(Plan(Plan(stored, seats, automatic, Emptied(0) with { IsGone = true }).Changes.On(stored), seats, automatic, Emptied(30) with { IsGone = true })).Where(kind => kind == SeatEffectKind.Remove));
        var oneByOne = before.After(["ann", "bob"], ["ann"], Now.AddMinutes(-1)).After(["ann"], [], Now);
        Assert.False(Plan(stored, seats, automatic, Read("g1", 0) with { Leavings = oneByOne }).Changes.On(stored).Of("ann").Single().NeedsWord);

        GrantingSource Emptied(int minute, params string[] people) => Read("g1", minute, people) with { Leavings = before.After(["ann", "bob"], people, Now) };
    }

    [Fact]
    public void What_is_told_of_a_person_is_the_change_that_was_about_them_and_not_the_groups_last()
    {
        var stored = Held(Group("ann", "g1", AppRole.Member), Group("bob", "g1", AppRole.Member));
        var left = new SourceCause("notification", "n1", Now);
        var came = new SourceCause("notification", "n2", Now.AddMinutes(1));
        var leavings = Leavings.None.After(["ann", "bob"], ["bob"], Now, left).After(["bob"], ["bob", "cay"], Now.AddMinutes(1), came);

        var plan = Plan(stored, automatic, Read("g1", 1, "bob", "cay") with { Leavings = leavings, Cause = came });

        Assert.Equal(left.ToString(), plan.People.Single(person => person.UserId == "ann").Moves.Single().Cause);
        Assert.Equal(came.ToString(), plan.People.Single(person => person.UserId == "cay").Moves.Single().Cause);
        Assert.Equal(left.ToString(), plan.Changes.On(stored).Of("ann").Single().Cause);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_moves_between_two_groups_keeps_the_seat_and_gets_the_other_role_in_whatever_order_it_is_told(bool leavesFirst)
    {
        var stored = Held(Group("ann", "g1", AppRole.Admin));

        var half = leavesFirst ? Plan(stored, AppRole.Admin, Read("g1", 0), Read("g2", 0)) : Plan(stored, AppRole.Admin, Read("g1", 0, "ann"), Read("g2", 0, "ann"));
        Assert.Empty(EffectsOf(half));
        var whole = Plan(half.Changes.On(stored), AppRole.Admin, Read("g1", 1), Read("g2", 1, "ann"));

        Assert.Equal([new SeatEffect(SeatEffectKind.ChangeRole, "ann", "m-ann", AppRole.Member)], whole.People.SelectMany(person => person.Effects));
        Assert.Equal("g2", Assert.Single(whole.Changes.On(half.Changes.On(stored)).Of("ann")).SourceId);

        static ProvisionPlan Plan(HubGrants stored, AppRole first, GrantingSource one, GrantingSource other) =>
            GroupLeavingTests.Plan(stored, [Seat("ann", AppRole.Admin)], automatic, one with { AppRole = first }, other);
    }

    [Fact]
    public void What_a_group_gives_beside_something_else_ends_at_once_and_takes_no_seat()
    {
        var stored = Held(Group("ann", "g1", AppRole.Admin), Own("ann", AppRole.Member));

        var plan = Plan(stored, [Seat("ann", AppRole.Admin)], confirm, Read("g1", 0));

        Assert.Equal([SeatEffectKind.ChangeRole], EffectsOf(plan));
        Assert.Equal(GrantSource.Individual, Assert.Single(plan.Changes.On(stored).Of("ann")).Source);
    }

    [Fact]
    public void An_owner_who_takes_the_group_away_waits_for_nothing()
    {
        var stored = Held(Group("ann", "g1", AppRole.Member) with { LeftSince = Now }, Group("bob", "g1", AppRole.Member));

        Assert.Equal([SeatEffectKind.Remove, SeatEffectKind.Remove], EffectsOf(Plan(stored, [Seat("ann"), Seat("bob")], confirm, Read("g1", 0, "bob") with { Ends = SourceEnd.App })));
        var kept = Plan(stored, [Seat("ann"), Seat("bob")], confirm, Read("g1", 0, "bob") with { Ends = SourceEnd.Hub });
        Assert.Empty(EffectsOf(kept));
        Assert.All(kept.Changes.On(stored).All, grant => Assert.Equal(GrantSource.Individual, grant.Source));
    }

    [Fact]
    public void A_group_that_adopts_takes_over_the_imported_grants_of_its_people_and_no_others()
    {
        var stored = Held(
            Own("ann", AppRole.Admin) with { Source = GrantSource.Imported }, Own("bob", AppRole.Member) with { Source = GrantSource.Imported }, Own("cay", AppRole.Member));
        var adopts = automatic with { AdoptsExisting = true };

        var plan = Plan(stored, [Seat("ann", AppRole.Admin), Seat("bob"), Seat("cay")], adopts, Read("g1", 0, "ann", "cay"));
        var after = plan.Changes.On(stored);

        Assert.Equal([GrantSource.Group], after.Of("ann").Select(grant => grant.Source));
        Assert.Equal([GrantSource.Imported], after.Of("bob").Select(grant => grant.Source));
        Assert.Equal([GrantSource.Individual, GrantSource.Group], after.Of("cay").Select(grant => grant.Source).Order());
        Assert.Equal([GrantMoveKind.Given, GrantMoveKind.Adopted], plan.People.Single(person => person.UserId == "ann").Moves.Select(move => move.Kind));
        Assert.Equal([new SeatEffect(SeatEffectKind.ChangeRole, "ann", "m-ann", AppRole.Member)], plan.People.SelectMany(person => person.Effects));

        // Without the setting the same people keep their own reason.
        Assert.Equal([GrantSource.Imported, GrantSource.Group], Plan(stored, [Seat("ann", AppRole.Admin)], automatic, Read("g1", 0, "ann")).Changes.On(stored).Of("ann").Select(grant => grant.Source).Order());
    }

    [Fact]
    public void Whoever_the_directory_did_not_show_keeps_the_seat_until_a_person_says_otherwise_also_where_seats_go_by_themselves()
    {
        var stored = Held(Group("missed", "g1", AppRole.Member) with { LeftSince = Now }, Group("bob", "g1", AppRole.Member) with { LeftSince = Now });

        var plan = Plan(stored, automatic, Read("g1", 600, "cay"));

        Assert.Equal(["bob"], plan.People.Where(person => EffectsOf([person]).Contains(SeatEffectKind.Remove)).Select(person => person.UserId));
        var kept = Assert.Single(plan.Changes.On(stored).Of("missed"));
        Assert.Equal((true, true), (kept.NeedsWord, kept.LapsedAt is not null));
    }

    private static HubGrants Held(params Grant[] grants) => new("hub", grants);

    private static IEnumerable<SeatEffectKind> EffectsOf(ProvisionPlan plan) => EffectsOf(plan.People);

    private static IEnumerable<SeatEffectKind> EffectsOf(IEnumerable<ProvisionedPerson> people) => people.SelectMany(person => person.Effects).Select(effect => effect.Kind);

    private static ProvisionPlan Plan(HubGrants stored, GroupRules rules, params GrantingSource[] sources) =>
        Plan(stored, [.. stored.People.Select(person => Seat(person))], rules, sources);

    private static ProvisionPlan Plan(HubGrants stored, IReadOnlyCollection<Member> members, GroupRules rules, params GrantingSource[] sources)
    {
        string[] everybody = ["ann", "bob", "cay", "left", "out", "missed"];
        var people = everybody.Select(person => new ProvisionPerson(new WorkspaceUser(person, WorkspaceUserKind.Directory, person, $"{person}@corp.test", [], person != "left"), HubRole.Owner) { OutBecause = person switch { "left" => "Disabled in the directory", "out" => "Deleted in the directory", _ => null }, IsInNoList = person == "out", IsMissed = person == "missed" });
        return Provisioner.Plan(new ProvisionInput(stored, sources, [.. people], members, new HashSet<string>(), Now.AddDays(1)) { Rules = rules });
    }

    private static GrantingSource Read(string id, int minute, params string[] people) =>
        new(GrantSource.Group, id, $"Name of {id}", AppRole.Member, HubRole.Collaborator, people.ToHashSet(StringComparer.Ordinal))
        { ReadAt = Now.AddMinutes(minute), SeenAt = Now.AddMinutes(minute), Cause = new SourceCause("notification", id, Now.AddMinutes(minute)) };
}
