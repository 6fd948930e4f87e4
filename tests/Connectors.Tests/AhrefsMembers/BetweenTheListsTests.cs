using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Seeding;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.Tests.AhrefsMembers;

/// <summary>The members are read, then somebody changes the workspace, then the invitations are read.</summary>
public sealed class BetweenTheListsTests(Site site)
{
    private static readonly AppWorkspace Pinned = new("ws_01", "Contoso SEO");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false, Explicit = true)]
    public async Task Whoever_accepts_in_between_is_in_the_read_as_a_member(bool withData)
    {
        using var world = await World.CreateAsync(site);
        await world.BringSessionAsync();
        var joining = Invited(world);
        await ActInBetweenAsync(world, "acceptInvitation", joining);

        var connector = world.Connector(withData ? null : Maps.Without(site.PageMaps.Current, "answers"));
        var snapshot = await connector.ReadMembersAsync(world.Run, Pinned, Cancel);

        await AssertOneMoreAsync(world, joining);
        Assert.Equal(Presence.Confirmed, Assert.Single(snapshot.Members, m => m.Email == joining).Presence);
        Assert.Equal((world.Truth.Workspaces[0].Members.Count + 1, world.Truth.Workspaces[0].Invitations.Count - 1), (snapshot.ConfirmedTotal, snapshot.PendingTotal));
        await world.AssertNoViolationAsync();
    }

    [Fact]
    public async Task Changes_that_no_number_shows_are_seen_by_the_names()
    {
        using var world = await World.CreateAsync(site);
        await world.BringSessionAsync();
        var joining = Invited(world);
        var leaving = Removable(world);
        await ActInBetweenAsync(world, "acceptInvitation", joining);
        await ActInBetweenAsync(world, "remove", leaving);
        await ActInBetweenAsync(world, "invite", "another@corp.test");

        var snapshot = await world.Connector().ReadMembersAsync(world.Run, Pinned, Cancel);

        Assert.Equal(Presence.Confirmed, Assert.Single(snapshot.Members, m => m.Email == joining).Presence);
        Assert.Equal(Presence.Pending, Assert.Single(snapshot.Members, m => m.Email == "another@corp.test").Presence);
        Assert.DoesNotContain(snapshot.Members, m => m.Email == leaving);
        await world.AssertNoViolationAsync();
    }

    [Fact]
    public async Task What_changes_again_between_the_second_reads_is_no_read()
    {
        using var world = await World.CreateAsync(site);
        await world.BringSessionAsync();
        var (joining, leaving) = (Invited(world), Removable(world));
        await ActInBetweenAsync(world, "acceptInvitation", joining);
        await ActInBetweenAsync(world, "remove", leaving, read: 4);

        var failure = await Assert.ThrowsAsync<AppFailureException>(() => world.Connector().ReadMembersAsync(world.Run, Pinned, Cancel));

        Assert.Equal((FailureKind.ReadInconsistent, FailurePhase.Read), (failure.Failure.Kind, failure.Failure.Phase));
        Assert.Contains("different moments", failure.Failure.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("@", failure.Failure.Detail, StringComparison.Ordinal);
    }

    private static string Invited(World world) => world.Truth.Workspaces[0].Invitations.First(i => !i.Expired).Email;

    private static string Removable(World world) =>
        world.Truth.Workspaces[0].Members.First(m => m.Role == AhrefsSimulator.Model.AccessLevel.Member).Email;

    // Either list asks for the workspace once: the members first, then the invitations, and where the two disagree, both again.
    private static Task ActInBetweenAsync(World world, string action, string target, int read = 2) =>
        world.PostAsync("people/act", new { actor = "olivia.owner@corp.test", action, target, when = "beforeNextRead", call = "tkGetWorkspaceInfo", nth = read });

    private static async Task AssertOneMoreAsync(World world, string joining)
    {
        var accepted = (await world.GetAsync("journal?kinds=effect")).AsArray().OfType<JsonObject>();
        Assert.Equal(joining, Assert.Single(accepted, e => e["name"]?.ToString() == "invitationAccepted")["target"]?.ToString());
    }
}
