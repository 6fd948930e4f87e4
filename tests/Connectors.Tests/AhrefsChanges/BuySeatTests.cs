using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Seats;

namespace Seatkeeper.Connectors.Tests.AhrefsChanges;

public sealed class BuySeatTests(Site site)
{
    private const string New = "new.one@corp.test";
    private const string Second = "second.one@corp.test";

    [Fact]
    public async Task Where_the_site_says_nothing_seats_are_bought_up_to_what_may_be_spent_and_no_further()
    {
        using var world = await ChangeWorld.CreateAsync(site, "small", new { seatChargeUi = "silent" });
        var taken = await FillAsync(world);
        await PermitAsync(world, New);

        var end = await world.ChangeAsync(Invite(New, taken + 1), Invite(Second, taken + 1));

        Assert.Equal((ChangeStatus.Done, $"{taken} seats were paid for before the invitation, and {taken + 1} are now"), (world.Journal.StatusOf(New), world.Journal.Results[New].Bought));
        Assert.Equal((FailureKind.SeatPurchaseNeedsApproval, FailureEffect.None), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        await world.AssertEffectsAsync($"invitationCreated {New}", "seatPurchased ws_01");
    }

    [Fact]
    public async Task A_price_in_the_dialog_that_is_within_the_permission_is_accepted()
    {
        using var world = await ChangeWorld.CreateAsync(site, "small", new { seatChargeUi = "inline", seatPriceCents = 6000 });
        var taken = await FillAsync(world);
        await PermitAsync(world, New);

        Assert.Equal(new ChangeBatchEnd(), await world.ChangeAsync(Invite(New, taken + 1)));

        Assert.Equal(ChangeStatus.Done, world.Journal.StatusOf(New));
        await world.AssertEffectsAsync($"invitationCreated {New}", "seatPurchased ws_01");
    }

    [Theory]
    [InlineData("USD", 6001)]
    [InlineData("EUR", 6000)]
    [InlineData("JPY", 100)]
    [InlineData("USD", 600000)]
    public async Task A_price_in_the_dialog_that_is_higher_foreign_or_not_to_be_read_is_not_accepted(string currency, int cents)
    {
        using var world = await ChangeWorld.CreateAsync(site, "small", new { seatChargeUi = "inline", seatPriceCents = cents, currency });
        var taken = await FillAsync(world);

        var end = await world.ChangeAsync(Invite(New, taken + 1));

        Assert.Equal(FailureKind.SeatPurchaseNeedsApproval, end.StoppedBy?.Kind);
        Assert.Contains("will be added to your subscription", end.StoppedBy?.Detail, StringComparison.Ordinal);
        Assert.EndsWith("a seat may cost 60 USD", end.StoppedBy?.Detail, StringComparison.Ordinal);
        Assert.Empty(world.Journal.Intents);
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task A_dialog_that_asks_to_confirm_a_price_stops_whatever_the_permission()
    {
        using var world = await ChangeWorld.CreateAsync(site, "small", new { seatChargeUi = "dialog" });
        var taken = await FillAsync(world);

        var end = await world.ChangeAsync(Invite(New, taken + 1));

        Assert.Equal(FailureKind.SeatPurchaseNeedsApproval, end.StoppedBy?.Kind);
        Assert.StartsWith("the site asks to confirm a price: '", end.StoppedBy?.Detail, StringComparison.Ordinal);
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task A_permission_that_ran_out_meanwhile_buys_nothing()
    {
        using var world = await ChangeWorld.CreateAsync(site, "small", new { seatChargeUi = "silent" });
        var taken = await FillAsync(world);

        var end = await world.ChangeAsync(Invite(New, taken + 1, until: DateTimeOffset.UtcNow.AddSeconds(-1)));

        Assert.Equal(FailureKind.SeatPurchaseNeedsApproval, end.StoppedBy?.Kind);
        await world.AssertEffectsAsync();
    }

    // No paid seat is free.
    private static async Task<int> FillAsync(ChangeWorld world)
    {
        var taken = world.World.Truth.Workspaces[0].Members.Count + world.World.Truth.Workspaces[0].Invitations.Count;
        await world.World.PatchAsync("workspaces/ws_01", new { seatsPaid = taken });
        return taken;
    }

    private static Task PermitAsync(ChangeWorld world, string email) =>
        world.World.PostAsync("intents", new { key = $"invite {email}", kind = "invite", email, role = "Member", maxSeatCents = 10_000 });

    private static MemberChange Invite(string email, int upTo, DateTimeOffset? until = null) =>
        ChangeWorld.Wish(ChangeAction.Invite, email, AppRole.Member) with { Budget = new SeatBudget(upTo, new SeatPrice(60, "USD"), until ?? DateTimeOffset.UtcNow.AddHours(1)) };
}
