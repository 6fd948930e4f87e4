using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Domain.Tests.Granting.GrantWorld;

namespace Seatkeeper.Domain.Tests.Granting;

public sealed class HinderedTests
{
    private static readonly HubGrants stored = new("hub", [Group("ann", "g1", AppRole.Member)]);

    private static readonly Member other = Seat("ann") with { Decision = MemberDecision.Unmatched with { By = DecidedBy.Person } };

    [Fact]
    public void Who_could_not_be_invited_because_somebody_has_their_address_is_remembered()
    {
        var plan = Plan(new HubGrants("hub", []), [other], []);

        Assert.Equal("ann", Assert.Single(plan.Hindered));
        Assert.Empty(plan.People.SelectMany(person => person.Effects));
    }

    [Fact]
    public void They_are_invited_by_a_run_that_finds_the_other_gone()
    {
        var plan = Plan(stored, [], ["ann"]);

        Assert.Equal([new SeatEffect(SeatEffectKind.Invite, "ann", Role: AppRole.Member)], plan.People.SelectMany(person => person.Effects));
        Assert.Empty(plan.Hindered);
    }

    [Fact]
    public void They_are_remembered_on_and_nothing_is_done_as_long_as_the_other_is_there()
    {
        var plan = Plan(stored, [other], ["ann"]);

        Assert.Equal("ann", Assert.Single(plan.Hindered));
        Assert.Equal((true, true), (plan.People[0].Note is not null, plan.Changes.IsEmpty));
        Assert.Empty(plan.People.SelectMany(person => person.Effects));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whose_invitation_met_a_member_with_their_address_has_the_seat_or_is_remembered(bool isTheirs)
    {
        var met = new PastEffect(SeatEffectKind.ChangeRole, "ann", WasDone: false, AppRole.Member) { MetASeat = true };

        var plan = Provisioner.Plan(Input(stored, [isTheirs ? Seat("ann") : other], []) with { Past = [met] });

        Assert.Equal(isTheirs ? [] : ["ann"], plan.Hindered);
        Assert.Empty(plan.People.SelectMany(person => person.Effects));
    }

    [Fact]
    public void Who_is_the_automation_account_is_not_invited_under_another_address()
    {
        var bot = Seat("ann");
        var plan = Plan(stored, [bot with { Facts = bot.Facts with { Email = "bot@corp.test", IsOperator = true } }], ["ann"]);

        Assert.Equal("ann", Assert.Single(plan.Hindered));
        Assert.Empty(plan.People.SelectMany(person => person.Effects));
    }

    [Fact]
    public void They_are_forgotten_once_they_have_the_seat()
    {
        var plan = Plan(stored, [Seat("ann")], ["ann"]);

        Assert.True(plan.IsEmpty);
        Assert.Empty(plan.Hindered);
    }

    [Fact]
    public void They_are_not_invited_once_nothing_gives_them_a_seat()
    {
        var plan = Provisioner.Plan(Input(stored, [], ["ann"]) with { Sources = [TheGroup() with { People = new HashSet<string>(), Ends = SourceEnd.App }] });

        Assert.Empty(plan.People.SelectMany(person => person.Effects));
        Assert.Empty(plan.Hindered);
    }

    [Fact]
    public void Whose_seat_a_person_took_away_in_the_app_is_not_invited_by_a_run_that_remembers_nobody() => Assert.True(Plan(stored, [], []).IsEmpty);

    private static ProvisionPlan Plan(HubGrants grants, Member[] members, string[] hindered) => Provisioner.Plan(Input(grants, members, hindered));

    private static ProvisionInput Input(HubGrants grants, Member[] members, string[] hindered)
    {
        var ann = new ProvisionPerson(new WorkspaceUser("ann", WorkspaceUserKind.Directory, "ann", "ann@corp.test", []), HubRole.Owner);
        return new ProvisionInput(grants, [TheGroup()], [ann], members, new HashSet<string>(), Now) { Hindered = hindered };
    }

    private static GrantingSource TheGroup() =>
        new(GrantSource.Group, "g1", "Name of g1", AppRole.Member, HubRole.Collaborator, new HashSet<string> { "ann" }) { ReadAt = Now, SeenAt = Now };
}
