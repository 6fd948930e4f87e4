using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Domain.Tests.Granting.GrantWorld;

namespace Seatkeeper.Domain.Tests.Granting;

public sealed class BegunGrantsTests
{
    private static readonly HubGrants before = new("hub", [Own("ann", AppRole.Member) with { Source = GrantSource.Imported }]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whose_seat_a_group_took_over_goes_with_the_group_also_where_a_check_found_it_before_anything_was_started(bool adopts)
    {
        var given = Plan(before, Sources(null), BegunGrants.Nothing, adopts);
        var granted = given.Changes.On(before);
        var taken = Plan(granted, Sources(SourceEnd.App), given.Begun, adopts);
        var left = taken.Changes.On(granted);

        var found = ImportedGrants.Plan(left, [Seat("ann")], told: new HashSet<string>(), Now.AddHours(1)).On(left);
        var effects = Plan(found, [], taken.Begun, adopts).People.SelectMany(person => person.Effects);

        Assert.Equal(adopts ? [new SeatEffect(SeatEffectKind.Remove, "ann", "m-ann")] : [], effects);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(SourceEnd.App)]
    [InlineData(SourceEnd.Hub)]
    public void Whose_seat_a_group_was_to_take_over_keeps_it_where_nothing_of_that_was_written(SourceEnd? ends)
    {
        var begun = Plan(before, Sources(null), BegunGrants.Nothing, adopts: true).Begun;
        var after = Sources(ends);
        if (ends is null)
            after = [after[0] with { People = new HashSet<string>() }];

        Assert.True(Plan(before, after, begun, adopts: true) is { IsEmpty: true });
        Assert.Empty(Plan(before, Sources(null), begun, adopts: false).Changes.Taken);
    }

    private static GrantingSource[] Sources(SourceEnd? ends) =>
        [new(GrantSource.Group, "g1", "Name of g1", AppRole.Member, HubRole.Collaborator, new HashSet<string> { "ann" }, ends) { ReadAt = Now, SeenAt = Now }];

    private static ProvisionPlan Plan(HubGrants stored, GrantingSource[] sources, BegunGrants begun, bool adopts)
    {
        var ann = new ProvisionPerson(new WorkspaceUser("ann", WorkspaceUserKind.Directory, "ann", "ann@corp.test", []), HubRole.Owner);
        return Provisioner.Plan(new ProvisionInput(stored, sources, [ann], [Seat("ann")], new HashSet<string>(), Now) { Begun = begun, Rules = new GroupRules(TimeSpan.FromMinutes(30), TakesByItself: true, adopts) });
    }
}
