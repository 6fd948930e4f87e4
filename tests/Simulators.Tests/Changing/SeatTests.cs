using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Worlds;
using Seatkeeper.Simulators.Tests.Driving;
using Seatkeeper.Simulators.Tests.Refereeing;

namespace Seatkeeper.Simulators.Tests.Changing;

public sealed class SeatTests(Site site)
{
    [Fact]
    public async Task A_full_plan_refuses_and_says_its_limit()
    {
        using var world = site.NewWorld("standardFull");
        var (status, body) = await InviteAsync(world, "new@corp.test");
        Assert.Equal(409, status);
        Assert.Equal("""["Error",["SeatLimitReached",{"max":6}]]""", body?.ToJsonString());
    }

    [Fact]
    public async Task The_free_seat_is_used_first_and_then_the_silent_default_buys()
    {
        using var world = site.NewWorld(new WorldRecipe { Set = "small" });
        Assert.Equal(0, (await InviteAsync(world, "one@corp.test")).Body?["seatsAdded"]?.GetValue<int>());
        Assert.Equal(1, (await InviteAsync(world, "two@corp.test")).Body?["seatsAdded"]?.GetValue<int>());
        var purchase = Assert.Single(world.Journal(JournalKind.Effect), e => e.Name == "seatPurchased");
        Assert.Equal((15, 16, 10000), (purchase.SeatsPaidBefore, purchase.SeatsPaidAfter, purchase.MoneyCents));
    }

    [Fact]
    public async Task The_asking_way_buys_only_when_confirmed()
    {
        using var world = site.NewWorld(new WorldRecipe { Set = "lite", Overrides = new JsonObject { ["seatChargeUi"] = "dialog" } });
        var (status, body) = await InviteAsync(world, "new@corp.test");
        Assert.Equal(402, status);
        Assert.Equal("ChargeConfirmationRequired", body?[1]?[0]?.ToString());
        Assert.Equal((1, 4000), (body?[1]?[1]?["seats"]?.GetValue<int>(), body?[1]?[1]?["amountCents"]?.GetValue<int>()));
        Assert.Empty(world.Journal(JournalKind.Effect));
        Assert.Equal(200, (await InviteAsync(world, "new@corp.test", confirm: true)).Status);
        Assert.Equal(["seatPurchased", "invitationCreated"], world.Journal(JournalKind.Effect).Select(e => e.Name));
    }

    [Fact]
    public async Task A_use_based_workspace_buys_nothing()
    {
        using var world = site.NewWorld(new WorldRecipe { Set = "standardFull", Overrides = new JsonObject { ["seatModel"] = "usageBased" } });
        Assert.Equal(200, (await InviteAsync(world, "new@corp.test")).Status);
        Assert.Equal(["invitationCreated"], world.Journal(JournalKind.Effect).Select(e => e.Name));
    }

    [Fact]
    public async Task A_removal_lowers_the_paid_seats_only_when_the_period_ends()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        await client.SignInAsync();
        var workspace = world.Now.Workspaces.First();
        await client.CallAsync("simRemoveMember", new JsonObject { ["memberId"] = workspace.FindMemberByEmail("no.name@corp.test")?.Id });
        Assert.Equal((15, 1), (workspace.Settings.SeatsPaid, workspace.Settings.SeatsPendingDowngrade));
        await world.ControlAsync(HttpMethod.Post, "/_sim/clock/advance", new JsonObject { ["seconds"] = 13 * 24 * 3600 });
        Assert.Equal((14, 0), (workspace.Settings.SeatsPaid, workspace.Settings.SeatsPendingDowngrade));
    }

    [Theory]
    [InlineData(true, 13)]
    [InlineData(false, 14)]
    public async Task Cancelling_frees_the_seat_where_the_world_says_so(bool frees, int used)
    {
        using var world = site.NewWorld(new WorldRecipe { Options = new JsonObject { ["cancelFreesSeat"] = frees } });
        using var client = world.NewClient();
        await client.SignInAsync();
        var id = world.Now.Workspaces.First().ListedInvitations.First().Id;
        Assert.Equal(200, (await client.CallAsync("simCancelInvitation", new JsonObject { ["invitationId"] = id })).Status);
        Assert.Equal(409, (await client.CallAsync("simCancelInvitation", new JsonObject { ["invitationId"] = id })).Status);
        Assert.Equal(used, (await client.CallAsync("simLimits")).Body?["seatsUsed"]?.GetValue<int>());
    }

    [Theory]
    [InlineData("no.name@corp.test", "Member", 200, "AlreadyMember")]
    [InlineData("not an address", "Member", 422, "InvalidEmail")]
    [InlineData("new@corp.test", "Owner", 422, "RoleNotAvailable")]
    public async Task Who_cannot_be_invited_is_told_why(string email, string role, int status, string reason)
    {
        using var world = site.NewWorld();
        var (answered, body) = await InviteAsync(world, email, role: role);
        Assert.Equal(status, answered);
        Assert.Contains(reason, body?.ToJsonString() ?? "", StringComparison.Ordinal);
        Assert.Empty(world.Journal(JournalKind.Effect));
    }

    [Theory]
    [InlineData("skip", 200, 0)]
    [InlineData("resend", 200, 0)]
    [InlineData("error", 409, 0)]
    [InlineData("double", 200, 1)]
    public async Task A_pending_address_is_handled_as_the_world_says(string way, int status, int created)
    {
        using var world = site.NewWorld(new WorldRecipe { Options = new JsonObject { ["duplicateInvite"] = way } });
        var pending = world.Now.Workspaces.First().ListedInvitations.First().Email;
        Assert.Equal(status, (await InviteAsync(world, pending.ToUpperInvariant())).Status);
        Assert.Equal(created, world.Journal(JournalKind.Effect).Count(e => e.Name == "invitationCreated"));
        Assert.Equal(way == "resend" ? 1 : 0, world.Journal(JournalKind.Effect).Count(e => e.Name == "invitationResent"));
    }

    [Fact]
    public async Task A_guest_exists_only_on_enterprise()
    {
        using var world = site.NewWorld("standardFree");
        Assert.Equal(422, (await InviteAsync(world, "new@corp.test", role: "Guest")).Status);
    }

    [Fact]
    public async Task An_expired_invitation_that_is_sent_again_needs_a_seat_like_a_new_one_and_the_referee_sees_what_it_bought()
    {
        using var world = site.NewWorld();
        using var client = await RefereeTests.PageLikeAsync(world);
        var invitation = world.Now.Workspaces.First().ListedInvitations.First();
        await SettleAsync(seatsPaid: 14, "silent");
        Assert.Equal(200, await AgainAsync());
        await world.ControlAsync(HttpMethod.Post, $"/_sim/invitations/{invitation.Id}/expire");
        await SettleAsync(seatsPaid: 13, "dialog");
        Assert.Equal(402, await AgainAsync());
        Assert.Equal(["invitationResent"], world.Journal(JournalKind.Effect).Select(e => e.Name));
        Assert.Equal(InvitationStatus.Expired, world.Now.Workspaces.First().FindInvitation(invitation.Id)?.Status);

        await SettleAsync(seatsPaid: 13, "silent");
        Assert.Equal(200, await AgainAsync());

        Assert.Equal(["invitationResent", "seatPurchased", "invitationResent"], world.Journal(JournalKind.Effect).Select(e => e.Name));
        Assert.Contains((await world.VerdictAsync()).Violations, violation => violation.Rule == "V1");
        await RefereeTests.PermitAsync(world, "resend", invitation.Email, maxSeatCents: 10000);
        Assert.DoesNotContain((await world.VerdictAsync()).Violations, violation => violation.Rule == "V1");

        async Task<int> AgainAsync() => (await client.CallAsync("simResendInvitation", new JsonObject { ["invitationId"] = invitation.Id })).Status;
        Task SettleAsync(int seatsPaid, string seatChargeUi) =>
            world.ControlAsync(HttpMethod.Patch, "/_sim/workspaces/ws_01", new JsonObject { ["seatsPaid"] = seatsPaid, ["seatChargeUi"] = seatChargeUi });
    }

    private static async Task<(int Status, JsonNode? Body)> InviteAsync(World world, string email, bool confirm = false, string role = "Member")
    {
        using var client = world.NewClient();
        await client.SignInAsync();
        return await client.CallAsync("simInviteMembers", new JsonObject { ["emails"] = new JsonArray(email), ["role"] = role, ["confirmCharge"] = confirm });
    }
}
