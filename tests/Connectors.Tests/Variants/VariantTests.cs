using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.Connectors.Tests.AhrefsChanges;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Connectors.Tests.AhrefsChanges.ChangeWorld;

namespace Seatkeeper.Connectors.Tests.Variants;

/// <summary>
/// Everything that the connector does, on every look that the site may have and in every language: told apart by what the page shows,
/// with one page map for all of them. The simulator's journal says what was done.
/// </summary>
public sealed class VariantTests(Site site)
{
    private const string New = "new.one@corp.test";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Every look, in every language, with the list shown in every way that the look has.</summary>
    public static TheoryData<string, string, string> Combinations => [..
        from variant in new[] { "A", "B", "D", "E", "F", "G", "H", "J" }
        from locale in new[] { "en", "de", "es", "fr", "ja" }
        from listMode in variant is "D" ? ["virtual"] : new[] { "full", "paged", "loadMore", "virtual" }
        select (variant, locale, listMode)];

    [Theory]
    [InlineData("C", "en", "full")]
    [InlineData("D", "en", "virtual")]
    [InlineData("E", "ja", "paged")]
    [InlineData("J", "fr", "full")]
    public Task Does_everything_whatever_the_page_looks_like(string variant, string locale, string listMode) => DoEverythingAsync(variant, locale, listMode);

    [Theory(Explicit = true)]
    [MemberData(nameof(Combinations))]
    public Task Does_everything_in_every_language_and_way_to_list_people(string variant, string locale, string listMode) => DoEverythingAsync(variant, locale, listMode);

    [Fact]
    public async Task Guesses_nothing_where_no_element_tells_what_it_is()
    {
        using var world = await ChangeWorld.CreateAsync(site, overrides: new { variant = "I" });
        world.World.Browser.StepTimeout = TimeSpan.FromSeconds(6);
        var connector = world.World.Connector();

        var connecting = await Assert.ThrowsAsync<AppFailureException>(() => connector.VerifyAsync(world.World.Run, workspace: null, Cancel));
        var reading = await Assert.ThrowsAsync<AppFailureException>(() => connector.ReadMembersAsync(world.World.Run, Pinned, Cancel));
        var changing = await Assert.ThrowsAsync<AppFailureException>(() => world.ChangeAsync(Wish(ChangeAction.Remove, world.Somebody(AccessLevel.Member))));

        Assert.All([connecting, reading, changing], failure => Assert.Equal((FailureKind.PageContractBroken, FailureEffect.None), (failure.Failure.Kind, failure.Failure.Effect)));
        Assert.Empty(world.Journal.Results);
        Assert.DoesNotContain((await world.World.GetAsync("journal?kinds=uiEvent")).AsArray(), entry => entry?["name"]?.ToString() == "click");
        await world.AssertEffectsAsync();
    }

    private async Task DoEverythingAsync(string variant, string locale, string listMode)
    {
        using var world = await ChangeWorld.CreateAsync(site, overrides: new { variant, locale, listMode, pageSize = 5 });
        var (gone, changed, cancelled, again) = (world.Somebody(AccessLevel.Member), world.Somebody(AccessLevel.Member, 3), world.Invited(), world.Invited(1));
        await world.PermitAsync("remove", gone);
        await world.PermitAsync("changeRole", changed, "Admin");
        await world.PermitAsync("cancelInvite", cancelled);
        await world.PermitAsync("resend", again);
        await world.PermitAsync("invite", New, "Guest");
        var connector = world.World.Connector();

        var connection = await connector.VerifyAsync(world.World.Run, workspace: null, Cancel);
        var snapshot = await connector.ReadMembersAsync(world.World.Run, connection.Workspace, Cancel);
        var end = await world.ChangeAsync(
            Wish(ChangeAction.Remove, gone), Wish(ChangeAction.ChangeRole, changed, AppRole.Admin), Wish(ChangeAction.CancelInvitation, cancelled),
            Wish(ChangeAction.ResendInvitation, again), Wish(ChangeAction.Invite, New, AppRole.Guest));

        Assert.Equal((Pinned, AppRole.Admin), (connection.Workspace, connection.OperatorRole));
        AssertTruth(world, snapshot);
        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.All(world.Journal.Results.Values, result => Assert.Equal(ChangeStatus.Done, result.Status));
        await world.AssertEffectsAsync(
            $"memberRemoved {gone}", $"roleChanged {changed}", $"invitationCancelled {cancelled}", $"invitationResent {again}", $"invitationCreated {New}");
        Assert.Equal(["Guest"], await RolesOfInvitedAsync(world, New));
    }

    private static void AssertTruth(ChangeWorld world, MemberSnapshot snapshot)
    {
        var truth = world.World.Truth.Workspaces[0];
        var expected = truth.Members.Select(m => $"{m.Email}|{m.Name}|{m.Role}").Concat(truth.Invitations.Select(i => $"{i.Email}||{i.Role}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), snapshot.Members.Select(m => $"{m.Email}|{m.Name}|{m.Role}").Order(StringComparer.Ordinal));
        Assert.Equal(truth.Settings.SeatsPaid, snapshot.Seats?.Paid);
        Assert.True(snapshot.Complete);
    }

    private static async Task<IEnumerable<string?>> RolesOfInvitedAsync(ChangeWorld world, string email) =>
        ((await world.World.GetAsync("state"))["workspaces"]?[0]?["invitations"] as JsonArray ?? []).Where(i => i?["email"]?.ToString() == email).Select(i => i?["role"]?.ToString());
}
