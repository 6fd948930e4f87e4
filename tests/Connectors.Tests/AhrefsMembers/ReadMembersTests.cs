using Seatkeeper.AhrefsSimulator.Seeding;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.Tests.AhrefsMembers;

public sealed class ReadMembersTests(Site site)
{
    private static readonly AppWorkspace Pinned = new("ws_01", "Contoso SEO");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("small", "full")]
    [InlineData("small", "paged", Explicit = true)]
    [InlineData("small", "loadMore", Explicit = true)]
    [InlineData("small", "virtual", Explicit = true)]
    [InlineData("medium", "full")]
    [InlineData("medium", "paged")]
    [InlineData("medium", "loadMore")]
    [InlineData("medium", "virtual")]
    [InlineData("large", "full", Explicit = true)]
    [InlineData("large", "virtual", Explicit = true)]
    public async Task Reads_exactly_the_people_who_are_there(string set, string listMode)
    {
        using var world = await World.CreateAsync(site, set, overrides: new { listMode });
        await world.BringSessionAsync();

        var snapshot = await world.Connector().ReadMembersAsync(world.Run, Pinned, Cancel);

        AssertTruth(world.Truth.Workspaces[0], snapshot);
        Assert.Equal(SnapshotSource.PageAndJson, snapshot.Source);
        await world.AssertNoViolationAsync();
    }

    [Theory]
    [InlineData("small", "full")]
    [InlineData("small", "loadMore", Explicit = true)]
    [InlineData("medium", "paged", Explicit = true)]
    [InlineData("medium", "virtual")]
    public async Task Verifies_whichever_way_the_list_is_shown(string set, string listMode)
    {
        using var world = await World.CreateAsync(site, set, overrides: new { listMode });

        var connection = await world.Connector().VerifyAsync(world.Run, workspace: null, Cancel);

        Assert.Equal((Pinned, AppRole.Admin), (connection.Workspace, connection.OperatorRole));
        await world.AssertNoViolationAsync();
    }

    [Theory]
    [InlineData("full", Explicit = true)]
    [InlineData("paged")]
    public async Task Reads_the_same_from_the_page_alone(string listMode)
    {
        using var world = await World.CreateAsync(site, "small", overrides: new { listMode });
        await world.BringSessionAsync();
        var blind = Maps.Without(site.PageMaps.Current, "answers");
        var connector = world.Connector(blind);

        var connection = await connector.VerifyAsync(world.Run, new SignInWish(Named: "Contoso SEO"), Cancel);
        var snapshot = await connector.ReadMembersAsync(world.Run, connection.Workspace, Cancel);

        Assert.Equal(SnapshotSource.Page, snapshot.Source);
        AssertTruth(world.Truth.Workspaces[0], snapshot);
    }

    private static void AssertTruth(SeededWorkspace truth, MemberSnapshot snapshot)
    {
        var expected = truth.Members.Select(m => $"{m.Email}|{(m.Name.Length == 0 ? null : m.Name)}|{m.Role}").Order(StringComparer.Ordinal);
        var read = snapshot.Members.Where(m => m.Presence is Presence.Confirmed).Select(m => $"{m.Email}|{m.Name}|{m.Role}").Order(StringComparer.Ordinal);
        Assert.Equal(expected, read);
        var invited = truth.Invitations.Select(i => $"{i.Email}|{i.Role}|{i.Expired}").Order(StringComparer.Ordinal);
        var pending = snapshot.Members.Where(m => m.Presence is Presence.Pending).Select(m => $"{m.Email}|{m.Role}|{m.InvitationExpired}").Order(StringComparer.Ordinal);
        Assert.Equal(invited, pending);
        Assert.Equal((truth.Members.Count, truth.Invitations.Count), (snapshot.ConfirmedTotal, snapshot.PendingTotal));
        Assert.Equal("svc-hub@corp.test", Assert.Single(snapshot.Members, m => m.IsOperator).Email);
        Assert.True(snapshot.Complete);
        Assert.Equal(truth.Settings.SeatsPaid, snapshot.Seats?.Paid);
    }
}
