using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DirectorySync;
using Seatkeeper.Functions.GroupEvents;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Graph;
using static Seatkeeper.Functions.Tests.Graph.GraphRig;

namespace Seatkeeper.Functions.Tests.DirectorySync;

/// <summary>A round that was cut short, and whose next page Graph does not give any more.</summary>
public sealed class EndedPageTests(AzuriteServer azurite, GraphSite site)
{
    [Theory]
    [InlineData("/v1.0/users/delta?$skiptoken=long-ago.1")]
    [InlineData("https://graph.elsewhere.test/v1.0/users/delta?$skiptoken=long-ago.1")]
    public async Task Reading_people_begins_again_where_the_round_began_and_nobody_is_missing(string page)
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann", "Bob")));
        await rig.SyncAsync();
        await rig.World.ChangeUserAsync("bob@corp.test", new() { ["displayName"] = "Bob B" }, Cancel);
        var begun = await CutShortAsync(rig, DirectoryReading.Subject, page);

        Assert.Equal(AutomatedTaskStatus.Completed, (await rig.SyncAsync()).Status);

        Assert.Equal("Bob B", (await rig.PersonAsync("bob@corp.test")).Name);
        Assert.Empty(await rig.EventsAsync("personMissing"));
        Assert.Contains("the round is read again", rig.App.Log.All, StringComparison.Ordinal);
        Assert.DoesNotContain("everybody is read", rig.App.Log.All, StringComparison.Ordinal);
        var after = await rig.App.Get<DirectoryStateTable>().ReadAsync(DirectoryReading.Subject, Cancel);
        Assert.True(after.Link != begun && after.Next is null);
    }

    [Fact]
    public async Task A_first_read_begins_with_everybody_again()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann", "Bob")));
        await rig.SyncAsync();
        await CutShortAsync(rig, DirectoryReading.Subject, "/v1.0/users/delta?$skiptoken=long-ago.1", isFirst: true);

        Assert.Equal(AutomatedTaskStatus.Completed, (await rig.SyncAsync()).Status);
    }

    [Fact]
    public async Task Groups_are_caught_up_on_from_where_the_round_began()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann"), ("SEO", ["ann@corp.test"])));
        await rig.SyncAsync();
        await rig.MapAsync("SEO");
        await rig.ReconcileAsync();
        var marks = rig.App.Get<GroupMarksTable>();
        foreach (var mark in await marks.ListAsync(Cancel)) await marks.DoneAsync(mark, Cancel);
        var begun = await CutShortAsync(rig, "groups", "/v1.0/groups/delta?$skiptoken=long-ago.1");

        await rig.App.Get<GroupCatchUp>().RunAsync(Cancel);

        // Anew would be to read every group.
        Assert.Empty(await marks.ListAsync(Cancel));
        var after = await rig.App.Get<DirectoryStateTable>().ReadAsync("groups", Cancel);
        Assert.True(after.Link is not null && after.Link != begun && after.Next is null);
    }

    // What a round leaves that was cut short after its first page.
    private static async Task<string?> CutShortAsync(GraphRig rig, string subject, string page, bool isFirst = false)
    {
        var state = rig.App.Get<DirectoryStateTable>();
        var kept = await state.ReadAsync(subject, Cancel);
        var known = kept.Link ?? throw new InvalidOperationException($"Nothing is known of {subject}.");
        var next = page.StartsWith('/') ? new Uri(new Uri(known), page).ToString() : page;
        Assert.NotNull(await state.TryWriteAsync(kept with { Link = isFirst ? null : known, Next = next, IsFull = isFirst }, Cancel));
        return known;
    }
}
