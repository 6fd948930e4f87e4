using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Domain.Tests.Granting.GrantWorld;

namespace Seatkeeper.Domain.Tests.Granting;

public sealed class SharedGrantsTests
{
    private static readonly HubGrants none = new("hub", []);

    [Fact]
    public void Everybody_in_a_team_who_has_not_left_holds_its_grant_and_a_guest_is_collaborator_at_most()
    {
        var plan = Plan(none, [Source("t1", HubRole.Owner, "ann", "guest", "left")], Known("ann") with { HighestHubRoles = Roles(("ann", HubRole.Owner), ("guest", HubRole.Collaborator)) });

        Assert.Equal([("ann", HubRole.Owner), ("guest", HubRole.Collaborator)], plan.Changes.Put.Select(grant => (grant.UserId, grant.HubRole)));
        Assert.All(plan.Changes.Put, grant => Assert.Equal((GrantSource.Team, "t1", AppRole.Member), (grant.Source, grant.SourceId, grant.AppRole)));
        Assert.True(Plan(plan.Changes.On(none), [Source("t1", HubRole.Owner, "ann", "guest", "left")], Known("ann") with { HighestHubRoles = Roles(("ann", HubRole.Owner), ("guest", HubRole.Collaborator)) }).Changes.IsEmpty);
    }

    [Fact]
    public void Who_is_in_a_team_no_more_or_left_loses_its_grant_and_no_other()
    {
        var stored = new HubGrants("hub", [Team("ann", "t1", AppRole.Member), Team("ann", "t2", AppRole.Member), Own("ann", AppRole.Member), Team("bob", "t1", AppRole.Member), Group("ann", "t1", AppRole.Member)]);

        var plan = Plan(stored, [Source("t1", HubRole.Collaborator, "bob"), Source("t2", HubRole.Collaborator, "ann")], Known("ann"));

        Assert.Equal([new GrantKey("ann", GrantSource.Team, "t1"), new GrantKey("bob", GrantSource.Team, "t1")], plan.Changes.Taken);
        Assert.Empty(plan.Spared);
    }

    [Fact]
    public void What_a_source_gave_that_nobody_knows_is_left_alone()
    {
        var stored = new HubGrants("hub", [Team("ann", "lost", AppRole.Member), Group("ann", "g1", AppRole.Member)]);

        Assert.True(Plan(stored, [Source("t1", HubRole.Collaborator)], Known("ann")).Changes.IsEmpty);
    }

    [Fact]
    public void A_team_that_is_taken_from_the_hub_alone_leaves_the_seat_to_confirmed_members_as_their_own()
    {
        var stored = new HubGrants("hub", [Team("ann", "t1", AppRole.Admin), Own("ann", AppRole.Guest), Team("bob", "t1", AppRole.Member), Team("cay", "t1", AppRole.Member), Team("cay", "t2", AppRole.Member)]);
        GrantingSource[] sources = [Source("t1", HubRole.Collaborator, "ann", "bob", "cay") with { Ends = SourceEnd.Hub }, Source("t2", HubRole.Collaborator) with { Ends = SourceEnd.App }];

        var plan = Plan(stored, sources, Known("ann", "bob", "cay") with { Confirmed = new HashSet<string> { "ann" } });

        var own = Assert.Single(plan.Changes.Put);
        Assert.Equal(("ann", GrantSource.Individual, AppRole.Admin, true), (own.UserId, own.Source, own.AppRole, own.GivesSeat));
        Assert.Equal(4, plan.Changes.Taken.Count);
        Assert.Equal(["ann", "bob"], plan.Spared.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Whoever_was_owner_before_a_team_made_them_so_stays_it_after_the_team()
    {
        var people = Known("ann", "bob") with { Owners = new HashSet<string> { "ann" } };
        var given = Plan(none, [Source("t1", HubRole.Owner, "ann", "bob")], people).Changes.On(none);
        Assert.Equal((false, AppRole.Member), (given.Of("ann").Single(grant => grant.Source == GrantSource.Individual).GivesSeat, given.StandingOf("ann").AppRole));

        var ended = Plan(given, [Source("t1", HubRole.Owner)], people).Changes.On(given);

        Assert.Equal(new Standing(HasSeat: false, AppRole: null, HubRole.Owner), ended.StandingOf("ann"));
        Assert.Equal(Standing.Nothing, ended.StandingOf("bob"));
    }

    [Fact]
    public void Ownership_that_only_a_seat_tells_of_outlasts_the_seat_and_the_team()
    {
        var people = Known("ann") with { Owners = new HashSet<string> { "ann" } };
        var found = none.Give(Own("ann", AppRole.Member, HubRole.Owner) with { Source = GrantSource.Imported });

        var given = Plan(found, [Source("t1", HubRole.Owner, "ann")], people).Changes.On(found);
        var without = given.Take(new GrantKey("ann", GrantSource.Imported));

        Assert.Equal(HubRole.Owner, Plan(without, [Source("t1", HubRole.Owner)], people).Changes.On(without).StandingOf("ann").HubRole);
        Assert.True(Plan(given, [Source("t1", HubRole.Owner, "ann")], people).Changes.IsEmpty);
    }

    [Fact]
    public void Whoever_is_put_into_a_team_again_after_leaving_the_workspace_holds_a_new_grant_also_where_no_run_saw_them_out()
    {
        var stored = none.Give(GrantWorld.Team("ann", "t1", AppRole.Member) with { HubRole = HubRole.Owner, Since = Now.AddDays(-2) });
        var people = Known("ann") with { LeftAt = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal) { ["ann"] = Now.AddDays(-1) } };

        var given = Plan(stored, [Source("t1", HubRole.Owner, "ann")], people).Changes.On(stored);

        Assert.Equal(Now, Assert.Single(given.Of("ann")).Since);
        Assert.True(Plan(given, [Source("t1", HubRole.Owner, "ann")], people).Changes.IsEmpty);
        Assert.Empty(Plan(given, [Source("t1", HubRole.Owner)], people).Changes.On(given).Of("ann"));
    }

    [Theory]
    [InlineData(GrantSource.Team)]
    [InlineData(GrantSource.Group)]
    public void Another_name_of_a_team_or_group_is_written_into_its_grants_and_nothing_else_comes_of_it(GrantSource kind)
    {
        var held = Team("ann", "s1", AppRole.Member) with { Source = kind, Cause = "what gave it" };
        var source = new GrantingSource(kind, "s1", "Another name", AppRole.Member, HubRole.Collaborator, new HashSet<string> { "ann" }) { ReadAt = Now, SeenAt = Now, Cause = new SourceCause("renamed", Id: null, Now) };
        var ann = new ProvisionPerson(new WorkspaceUser("ann", WorkspaceUserKind.Directory, "ann", "ann@corp.test", []), HubRole.Owner);

        // Somebody took her seat away in the app: that her group is called otherwise does not give it again.
        var plan = Provisioner.Plan(new ProvisionInput(none.Give(held), [source], [ann], [], new HashSet<string>(), Now));

        Assert.Equal([held with { SourceName = "Another name" }], plan.Changes.Put);
        Assert.Empty(plan.Changes.Taken);
        Assert.Empty(plan.People);
        Assert.Empty(plan.Begun.People);

        // Beside something that is new about the grant it is told as that alone.
        Assert.Empty(GrantMove.Between([held], plan.Changes.Put, [source]));
        var raised = Assert.Single(Provisioner.Plan(new ProvisionInput(none.Give(held), [source with { AppRole = AppRole.Admin }], [ann], [Seat("ann")], new HashSet<string>(), Now)).People);
        Assert.Equal((GrantMoveKind.Changed, "Another name"), (Assert.Single(raised.Moves).Kind, Assert.Single(raised.Given)));
    }

    private static SharedGrantPlan Plan(HubGrants stored, IReadOnlyCollection<GrantingSource> sources, GrantablePeople people) => SharedGrants.Plan(stored, sources, people, GroupRules.Default, Now);

    private static GrantingSource Source(string id, HubRole hubRole, params string[] people) => new(GrantSource.Team, id, $"Name of {id}", AppRole.Member, hubRole, people.ToHashSet(StringComparer.Ordinal));

    private static Dictionary<string, HubRole> Roles(params (string Person, HubRole Role)[] roles) => roles.ToDictionary(role => role.Person, role => role.Role, StringComparer.Ordinal);

    private static GrantablePeople Known(params string[] people) => new(people.ToDictionary(person => person, _ => HubRole.Owner, StringComparer.Ordinal), new HashSet<string>(), new HashSet<string>());
}
