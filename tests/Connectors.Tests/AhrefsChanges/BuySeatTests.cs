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

        Assert.Equal((ChangeStatus.Done, "Invited as Member; the list of invitations shows it."), (world.Journal.StatusOf(New), world.Journal.Results[New].Sentence));
        Assert.Equal((FailureKind.SeatPurchaseNeedsApproval, FailureEffect.None), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        await world.AssertEffectsAsync($"invitationCreated {New}", "seatPurchased ws_01");
    }

    [Fact]
    public async Task The_price_that_was_said_is_accepted_in_the_dialog()
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
    [InlineData("USD", 5999, Explicit = true)]
    [InlineData("EUR", 6000)]
    [InlineData("JPY", 100, Explicit = true)]
    [InlineData("USD", 600000)]
    public async Task A_price_in_the_dialog_that_is_another_than_was_said_foreign_or_not_to_be_read_is_not_accepted(string currency, int cents)
    {
        using var world = await ChangeWorld.CreateAsync(site, "small", new { seatChargeUi = "inline", seatPriceCents = cents, currency });
        var taken = await FillAsync(world);

        var end = await world.ChangeAsync(Invite(New, taken + 1));

        Assert.Equal(FailureKind.SeatPurchaseNeedsApproval, end.StoppedBy?.Kind);
        Assert.Contains("will be added to your subscription", end.StoppedBy?.Detail, StringComparison.Ordinal);
        Assert.EndsWith("a seat is said to cost 60 USD, and may cost 70 USD", end.StoppedBy?.Detail, StringComparison.Ordinal);
        Assert.Empty(world.Journal.Intents);
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task A_price_in_the_dialog_stops_where_one_seat_more_may_not_be_paid_for_though_one_is_free()
    {
        using var world = await ChangeWorld.CreateAsync(site, "small");
        var taken = await FillAsync(world);
        await world.World.PatchAsync("workspaces/ws_01", new { seatsPaid = taken + 1 });
        await world.World.PutAsync("ui", new { invitePriceNote = true });

        var end = await world.ChangeAsync(Invite(New, taken + 1));

        Assert.Equal(FailureKind.SeatPurchaseNeedsApproval, end.StoppedBy?.Kind);
        Assert.EndsWith("here a price that the page tells always stops", end.StoppedBy?.Detail, StringComparison.Ordinal);
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task Where_fewer_seats_are_paid_for_than_the_permission_is_counted_from_it_is_checked_for_updates_first()
    {
        using var world = await ChangeWorld.CreateAsync(site, "small", new { seatChargeUi = "silent" });
        var taken = await FillAsync(world);

        var end = await world.ChangeAsync(Invite(New, taken + 5));

        Assert.Equal(FailureKind.SeatPurchaseNeedsApproval, end.StoppedBy?.Kind);
        Assert.EndsWith("check for updates first", end.StoppedBy?.Detail, StringComparison.Ordinal);
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task More_than_may_be_paid_for_is_told_at_once_where_somebody_took_the_last_seats_in_between()
    {
        using var world = await ChangeWorld.CreateAsync(site, "small", new { seatChargeUi = "silent" });
        var taken = await FillAsync(world);
        await PermitAsync(world, New);
        await PermitAsync(world, "other.one@corp.test");
        await world.World.PostAsync("people/act", new { actor = "olivia.owner@corp.test", action = "invite", target = "other.one@corp.test", when = "beforeNextSubmit", call = "simInviteMembers" });

        var end = await world.ChangeAsync(Invite(New, taken + 1), Invite(Second, taken + 1));

        Assert.Equal((FailureKind.EffectDiverged, FailureEffect.Applied), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        Assert.Contains($"{taken} seats were paid for before the invitation, and {taken + 2} are now", end.StoppedBy?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dialog_that_asks_to_confirm_a_price_stops_whatever_the_permission()
    {
        using var world = await ChangeWorld.CreateAsync(site, "small", new { seatChargeUi = "dialog" });
        var taken = await FillAsync(world);

        var end = await world.ChangeAsync(Invite(New, taken + 1));

        Assert.Equal(FailureKind.SeatPurchaseNeedsApproval, end.StoppedBy?.Kind);
        Assert.Matches("^the site asks to confirm a price: '\\$[0-9].*a seat is said to cost 60 USD, and may cost 70 USD", end.StoppedBy?.Detail);
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

    [Theory]
    [InlineData(0, false, FailureKind.SeatPurchaseNeedsApproval)]
    [InlineData(0, true, null)]
    [InlineData(1, false, null)]
    public async Task An_expired_invitation_is_sent_again_only_where_a_paid_seat_is_free_or_may_be_bought(int free, bool permitted, FailureKind? stoppedBy)
    {
        using var world = await ChangeWorld.CreateAsync(site, "medium", new { listMode = "full", seatChargeUi = "silent" });
        var taken = await FillAsync(world, free);
        var (expired, open) = (Expired(world), world.Invited());
        await world.PermitAsync("resend", open);
        await PermitAsync(world, expired, "resend");

        // One that has not run out holds its seat already.
        var end = await world.ChangeAsync(ChangeWorld.Wish(ChangeAction.ResendInvitation, open), SendAgain(expired, permitted ? Budget(taken + 1) : null));

        Assert.Equal(stoppedBy, end.StoppedBy?.Kind);
        Assert.Equal((ChangeStatus.Done, stoppedBy is null ? ChangeStatus.Done : ChangeStatus.Failed), (world.Journal.StatusOf(open), world.Journal.StatusOf(expired)));
        Assert.Equal(stoppedBy is null ? FailureEffect.Applied : FailureEffect.None, world.Journal.Results[expired].Failure?.Effect ?? FailureEffect.Applied);
        string[] sent = stoppedBy is null ? [open, expired] : [open];
        string[] bought = permitted ? ["seatPurchased ws_01"] : [];
        Assert.Equal(sent, world.Journal.Intents);
        await world.AssertEffectsAsync([.. sent.Select(email => $"invitationResent {email}"), .. bought]);
    }

    [Fact]
    public async Task A_seat_that_was_bought_by_sending_an_expired_invitation_again_is_told_at_once_where_none_might_be()
    {
        using var world = await ChangeWorld.CreateAsync(site, "medium", new { listMode = "full", seatChargeUi = "silent" });
        var paid = await FillAsync(world, free: 1) + 1;
        await world.World.PostAsync("people/act", new { actor = "olivia.owner@corp.test", action = "invite", target = "other.one@corp.test", when = "beforeNextSubmit", call = "simResendInvitation" });

        var end = await world.ChangeAsync(SendAgain(Expired(world), budget: null));

        Assert.Equal((FailureKind.EffectDiverged, FailureEffect.Applied), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        Assert.Contains($"{paid} seats were paid for before the invitation, and {paid + 1} are now", end.StoppedBy?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_that_wants_to_be_paid_before_it_sends_an_expired_invitation_again_has_sent_nothing()
    {
        using var world = await ChangeWorld.CreateAsync(site, "medium", new { listMode = "full", seatChargeUi = "dialog" });
        var taken = await FillAsync(world);

        var end = await world.ChangeAsync(SendAgain(Expired(world), Budget(taken + 1)));

        Assert.Equal((FailureKind.SeatPurchaseNeedsApproval, FailureEffect.None), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        await world.AssertEffectsAsync();
    }

    private static string Expired(ChangeWorld world) => world.World.Truth.Workspaces[0].Invitations.First(invitation => invitation.Expired).Email;

    // No paid seat is free, or so many.
    private static async Task<int> FillAsync(ChangeWorld world, int free = 0)
    {
        var taken = world.World.Truth.Workspaces[0].Members.Count + world.World.Truth.Workspaces[0].Invitations.Count(invitation => !invitation.Expired);
        await world.World.PatchAsync("workspaces/ws_01", new { seatsPaid = taken + free });
        return taken;
    }

    private static Task PermitAsync(ChangeWorld world, string email, string kind = "invite") =>
        world.World.PostAsync("intents", new { key = $"{kind} {email}", kind, email, role = kind == "invite" ? "Member" : null, maxSeatCents = 10_000 });

    private static MemberChange Invite(string email, int upTo, DateTimeOffset? until = null) =>
        ChangeWorld.Wish(ChangeAction.Invite, email, AppRole.Member) with { Budget = Budget(upTo, until) };

    private static MemberChange SendAgain(string email, SeatBudget? budget) => ChangeWorld.Wish(ChangeAction.ResendInvitation, email) with { Budget = budget };

    private static SeatBudget Budget(int upTo, DateTimeOffset? until = null) => new(upTo - 1, upTo, new SeatPrice(60, "USD"), 70, until ?? DateTimeOffset.UtcNow.AddHours(1));
}
