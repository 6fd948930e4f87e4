using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Domain.Tests.Granting.GrantWorld;

namespace Seatkeeper.Domain.Tests.Granting;

public sealed class LastOwnerTests
{
    [Theory]
    [InlineData("ann", true, true)]
    [InlineData("ann bob", true, false)]
    [InlineData("ann bob", false, true)]
    [InlineData("bob", true, false)]
    public void Whom_a_group_made_the_only_Owner_and_makes_it_no_more_is_told_to_stay_it(string owners, bool bobIsHere, bool stays)
    {
        var given = Group("ann", "g1", AppRole.Member) with { HubRole = HubRole.Owner };
        var ended = new GrantingSource(GrantSource.Group, "g1", "Name of g1", AppRole.Member, HubRole.Owner, new HashSet<string>(), SourceEnd.App) { ReadAt = Now, SeenAt = Now };

        var plan = Provisioner.Plan(new ProvisionInput(
            new HubGrants("hub", [given]), [ended], [Person("ann"), Person("bob", bobIsHere)], [Seat("ann")], owners.Split(' ').ToHashSet(StringComparer.Ordinal), Now));

        Assert.Equal(stays, Assert.Single(plan.People).StaysLastOwner);
    }

    [Fact]
    public void Of_two_whom_one_group_makes_no_Owner_any_more_the_second_stays_it_and_so_does_who_has_a_guest_beside_them()
    {
        var given = new[] { "ann", "bob" }.Select(person => Group(person, "g1", AppRole.Member) with { HubRole = HubRole.Owner }).ToList();
        var ended = new GrantingSource(GrantSource.Group, "g1", "Name of g1", AppRole.Member, HubRole.Owner, new HashSet<string>(), SourceEnd.App) { ReadAt = Now, SeenAt = Now };
        var owners = new HashSet<string>(StringComparer.Ordinal) { "ann", "bob", "eve" };
        var guest = Person("eve") with { HighestHubRole = HubRole.Collaborator };

        var plan = Provisioner.Plan(new ProvisionInput(new HubGrants("hub", given), [ended], [Person("ann"), Person("bob"), guest], [Seat("ann"), Seat("bob")], owners, Now));

        Assert.Equal([("ann", false), ("bob", true)], plan.People.Select(person => (person.UserId, person.StaysLastOwner)));
    }

    private static ProvisionPerson Person(string id, bool active = true) =>
        new(new WorkspaceUser(id, WorkspaceUserKind.Directory, id, $"{id}@corp.test", [], active), HubRole.Owner);
}
