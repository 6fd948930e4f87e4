using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Api;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Changes;

/// <summary>What the seats cost. On the dangerous default nothing asks before it buys.</summary>
internal static class SeatChanges
{
    private const int DaysOfPeriod = 30;

    /// <summary>Makes room for more people, buying where it must.</summary>
    /// <returns>The seats bought, or the refusal.</returns>
    public static (int Bought, SimAnswer? Refusal) MakeRoom(Hand hand, int more, bool chargeConfirmed)
    {
        var settings = hand.Workspace.Settings;
        if (settings.SeatModel == "usageBased") return (0, null);
        var need = Seats.Used(hand.Workspace) + more;
        if (settings.SeatsMax() is { } max && need > max)
            return (0, SimAnswer.Error(409, "SeatLimitReached", new JsonObject { ["max"] = max }));
        var missing = need - settings.SeatsPaid;
        if (missing <= 0)
        {
            ReuseEmptySeats(hand, need);
            return (0, null);
        }

        if (settings.SeatChargeUi == SeatChargeUi.Dialog && !chargeConfirmed) return (0, AskForCharge(hand, missing));
        hand.Workspace.Settings = settings with { SeatsPaid = need, SeatsPendingDowngrade = 0 };
        var money = missing * settings.SeatPriceCents;
        hand.Effect("seatPurchased", hand.Workspace.Id, before: null, new { seats = missing }, settings.SeatsPaid, money);
        return (missing, null);
    }

    /// <summary>An emptied seat above the included ones stays paid until the period ends.</summary>
    public static void Vacate(Hand hand)
    {
        var settings = hand.Workspace.Settings;
        if (settings.SeatModel == "usageBased" || settings.SeatsPaid - settings.SeatsPendingDowngrade <= settings.SeatsIncluded) return;
        hand.Workspace.Settings = settings with { SeatsPendingDowngrade = settings.SeatsPendingDowngrade + 1 };
        hand.Effect("seatDowngradeScheduled", hand.Workspace.Id, before: null, new { pending = settings.SeatsPendingDowngrade + 1 });
    }

    /// <summary>What falls due with time: the period's end, and invitations that expire.</summary>
    public static void CatchUp(Workspace workspace, DateTimeOffset now)
    {
        while (workspace.Settings is { PeriodEndsAt: { } end } settings && end <= now)
        {
            var kept = Math.Max(settings.SeatsPaid - settings.SeatsPendingDowngrade, Math.Max(settings.SeatsIncluded, Seats.Used(workspace)));
            workspace.Settings = settings with { SeatsPaid = kept, SeatsPendingDowngrade = 0, PeriodEndsAt = end.AddDays(DaysOfPeriod) };
        }

        var expired = workspace.Invitations.Where(i => i.Status == InvitationStatus.Pending && i.ExpiresAt <= now).ToList();
        foreach (var invitation in expired) workspace.Put(invitation with { Status = InvitationStatus.Expired });
    }

    private static void ReuseEmptySeats(Hand hand, int need)
    {
        var settings = hand.Workspace.Settings;
        var keep = Math.Max(0, Math.Min(settings.SeatsPendingDowngrade, settings.SeatsPaid - need));
        hand.Workspace.Settings = settings with { SeatsPendingDowngrade = keep };
    }

    private static SimAnswer AskForCharge(Hand hand, int seats)
    {
        var settings = hand.Workspace.Settings;
        var amount = seats * settings.SeatPriceCents;
        var daysLeft = settings.PeriodEndsAt is { } end ? Math.Clamp((end - hand.World.Clock.Now).TotalDays, 0, DaysOfPeriod) : DaysOfPeriod;
        return SimAnswer.Error(402, "ChargeConfirmationRequired", new JsonObject
        {
            ["seats"] = seats,
            ["amountCents"] = amount,
            ["dueTodayCents"] = (int)Math.Round(amount * daysLeft / DaysOfPeriod),
            ["currency"] = settings.Currency,
        });
    }
}
