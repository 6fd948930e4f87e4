using Seatkeeper.Dev.Azurite;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;
using static Seatkeeper.Functions.Tests.Graph.GraphRig;

namespace Seatkeeper.Functions.Tests.Graph;

/// <summary>By way of which groups others have members, as reads at the same time note it.</summary>
public sealed class NestedGroupsTests(AzuriteServer azurite, GraphSite site)
{
    private static readonly DateTimeOffset begun = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_read_that_was_overtaken_takes_away_nothing_that_the_later_one_saw()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann")));
        var marks = rig.App.Get<GroupMarksTable>();
        await marks.SetNestedAsync("outer", ["old"], begun, Cancel);
        await marks.SetNestedAsync("outer", ["old", "new"], begun.AddMinutes(2), Cancel);

        await marks.SetNestedAsync("outer", [], begun.AddMinutes(1), Cancel);

        var nesting = await marks.NestingAsync(Cancel);
        Assert.Equal(["outer", "outer"], nesting["old"].Concat(nesting["new"]));
        await marks.SetNestedAsync("outer", ["new"], begun.AddMinutes(3), Cancel);
        nesting = await marks.NestingAsync(Cancel);
        Assert.Equal(["outer"], nesting["old"].Concat(nesting["new"]));
    }

    [Fact]
    public async Task A_group_that_is_only_looked_at_leaves_nothing_behind_and_one_that_is_read_leads_back()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann"), ("Outer", ["Inner"]), ("Inner", ["ann@corp.test"])));
        var (outer, inner) = (await rig.World.GroupIdAsync("Outer", Cancel), await rig.World.GroupIdAsync("Inner", Cancel));

        var looked = await rig.App.Get<GroupReads>().LookAsync(outer, new GroupCause("test", null, begun), Cancel);

        Assert.Single(looked?.MemberIds ?? []);
        Assert.Empty(await rig.App.Get<GroupMarksTable>().NestingAsync(Cancel));
        await rig.MapAsync("Outer");
        Assert.Equal([outer], (await rig.App.Get<GroupMarksTable>().NestingAsync(Cancel))[inner]);
    }
}
