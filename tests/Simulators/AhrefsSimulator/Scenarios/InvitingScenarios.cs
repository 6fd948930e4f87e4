using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Api;
using Seatkeeper.AhrefsSimulator.Changes;
using Seatkeeper.AhrefsSimulator.Faulting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using static Seatkeeper.AhrefsSimulator.Scenarios.ScenarioCatalog;

namespace Seatkeeper.AhrefsSimulator.Scenarios;

/// <summary>Section 4 D: inviting.</summary>
internal static class InvitingScenarios
{
    private const string New = "new.one@corp.test";
    private const string Call = "simInviteMembers";
    private const string Sent = "invitationCreated";

    public static readonly IReadOnlyList<Scenario> All =
    [
        Asks(52, "500NotApplied", "The site fails and invites nobody", "Succeeded", Sent, s => InviteNew(s, Fails(applied: false))),
        Asks(53, "500Applied", "The site fails and has sent the invitation", "Succeeded", Sent, s => InviteNew(s, Fails(applied: true))),
        Asks(54, "timeoutNotApplied", "No answer comes, and nobody is invited", "Succeeded", Sent, s => InviteNew(s, new FaultAction { Kind = "stall" })),
        Asks(55, "timeoutApplied", "No answer comes, and the invitation is sent", "Succeeded", Sent, s => InviteNew(s, new FaultAction { Kind = "stall", ApplyEffect = true })),
        Asks(56, "successLie", "The site says that it was done, and nothing was", "EffectNotApplied", "", s => InviteNew(s, new FaultAction { Kind = "lie" })),
        Asks(57, "lateEffect", "The site fails, and the invitation comes later", "Succeeded", Sent, Late),
        Asks(58, "doubleClick", "The button can be clicked again, and a second click would invite twice", "Succeeded", Sent, DoubleClick),
        Asks(59, "alreadyPending", "The person is invited already", "NoChangeNeeded", "", s => s.Ask("Invite", s.AnyInvitation.Email, $"{s.AnyInvitation.Role}", permitted: false)),
        Asks(59, "alreadyPendingOtherRole", "The person is invited already with another role", "AlreadyInvited", "",
            s => s.Ask("Invite", s.AnyInvitation.Email, s.AnyInvitation.Role == AccessLevel.Admin ? "Member" : "Admin", permitted: false)),
        Asks(60, "alreadyMember", "The person is a member already", "NoChangeNeeded", "", s => s.Ask("Invite", s.AnyMember.Email, "Member", permitted: false)),
        Asks(60, "alreadyMemberOtherRole", "The person is a member already with another role", "AlreadyMember", "", s => s.Ask("Invite", s.AnyMember.Email, "Admin", permitted: false)),
        Asks(61, "caseDifference", "The list writes the address in other letters", "NoChangeNeeded", "", s => AlreadyThere(s, "Anna.Berg@Corp.test", "anna.berg@corp.test")),
        Asks(62, "plusAlias", "Somebody else has the address with a tag", "Succeeded", Sent, PlusAlias),
        Asks(63, "homograph", "A letter of the address is Cyrillic", "SuspiciousIdentity", "", s => s.Ask("Invite", "\u0430nna@corp.test", "Member", permitted: false)),
        Asks(64, "idnDomain", "The list writes the domain in its other form", "NoChangeNeeded", "", s => AlreadyThere(s, "anna@xn--bcher-kva.test", "anna@b\u00FCcher.test")),
        Asks(65, "trailingSpace", "There are spaces around the address", "Succeeded", Sent, s => Invite(s, $" {New} ")),
        Asks(65, "zeroWidth", "The address holds a character that nobody sees", "SuspiciousIdentity", "", s => s.Ask("Invite", "new\u200B.one@corp.test", "Member", permitted: false)),
        Asks(66, "chipMisparse", "The page splits the address at its comma", "SafetyStop", "", s => Refused(s, "\"new,one\"@corp.test")),
        Asks(67, "autocompleteHijack", "The page puts a colleague in place of the address", "SafetyStop", "", Hijack),
        Asks(68, "wrongDefaultRole", "The dialog opens with Admin chosen", "Succeeded", Sent, s => { s.Ui(u => u with { InviteDefaultRole = "Admin" }); Invite(s, New); }),
        Asks(68, "roleSticks", "The dialog falls back to Admin", "SafetyStop", "", s => { s.Ui(u => u with { InviteRoleSticks = "Admin" }); Refused(s, New); }),
        Asks(69, "roleMissing", "The plan has no guests", "RoleNotAvailable", "", s => { s.Settings(w => w with { Plan = "standard" }); Refused(s, New, "Guest"); }),
        Asks(70, "seatLimit", "The plan's last seat is taken", "SeatLimitReached", "", s => { Full(s, free: 0); s.Ask("Invite", New, "Member", permitted: false); }),
        Asks(70, "seatLimitRace", "Somebody else takes the plan's last seat", "SeatLimitReached", "", s => { Full(s, free: 1); s.Ask("Invite", New, "Member", permitted: false); LastSeatGoes(s); }),
        Asks(71, "silentCharge", "No paid seat is free, and nothing on the page says so", "SeatPurchaseNeedsApproval", "", s => Charged(s, SeatChargeUi.Silent, free: 0)),
        Asks(72, "inlinePrice", "The dialog tells a price", "SeatPurchaseNeedsApproval", "", s => { s.Ui(u => u with { InvitePriceNote = true }); Refused(s, New); }),
        Asks(73, "priceDialog", "After the submit the page asks to confirm a price", "SeatPurchaseNeedsApproval", "", s => { Charged(s, SeatChargeUi.Dialog, free: 1); LastSeatGoes(s); }),
        Asks(74, "priceHigherThanAllowed", "The price is higher than what is allowed", "SeatPurchaseNeedsApproval", "", HigherThanAllowed) with { ExpectedDetail = ["$80", "may cost 60 USD"] },
        Asks(75, "seatRace", "Somebody else takes the last paid seat, and the site buys another", "EffectDiverged", "invitationCreated seatPurchased", SeatRace),
        Asks(76, "partialMulti", "Of three people, somebody else invites one first", "Succeeded", "invitationCreated invitationCreated", PartialMulti),
        Asks(77, "pastDue", "A payment failed, and inviting is off", "SubscriptionProblem", "", s => { s.Settings(w => w with { Subscription = "pastDue" }); Refused(s, New); }),
        Asks(78, "planDowngraded", "The plan allows fewer people, and the page asks whom to keep", "SubscriptionProblem", "", Downgraded),
        Asks(79, "usageBasedModel", "The page tells no number of seats", "SeatPurchaseNeedsApproval", "", s => { s.Settings(w => w with { SeatModel = "usageBased" }); Refused(s, New); }),
        Asks(80, "inviteAcceptedMeanwhile", "The person joins before the invitation is read back", "Succeeded", Sent, s => AcceptedAs(s, asEmail: null)),
        Asks(81, "inviteAcceptedOtherEmail", "Somebody joins with another address than the invited one", "AmbiguousIdentity", Sent, s => AcceptedAs(s, "other.one@corp.test")),
        Asks(82, "inviteExpired", "An invitation that ran out is sent again", "Succeeded", "invitationResent", Expired),
    ];

    private static FaultAction Fails(bool applied) => new() { Kind = "respond", Status = 500, Body = new JsonArray("Error", "Internal"), ApplyEffect = applied };

    private static void Invite(ScenarioStage stage, string email, string role = "Member")
    {
        stage.FreeSeats(3);
        stage.Ask("Invite", email, role);
    }

    /// <summary>Asked for, and not to be sent.</summary>
    private static void Refused(ScenarioStage stage, string email, string role = "Member")
    {
        stage.FreeSeats(3);
        stage.Ask("Invite", email, role, permitted: false);
    }

    private static void InviteNew(ScenarioStage stage, FaultAction action)
    {
        stage.Fault(new FaultMatch { Call = Call }, action);
        Invite(stage, New);
    }

    /// <summary>Both lists are read once without it; the third read of the members is the second look.</summary>
    private static void Late(ScenarioStage stage)
    {
        stage.Fault(new FaultMatch { Call = Call }, new FaultAction { Kind = "lateEffect", EffectBeforeRead = stage.Number("beforeRead", 3) });
        Invite(stage, New);
    }

    private static void DoubleClick(ScenarioStage stage)
    {
        stage.Options(o => o with { DuplicateInvite = "double" });
        stage.Ui(u => u with { SubmitStaysEnabled = true });
        stage.Fault(new FaultMatch { Call = Call }, new FaultAction { Kind = "respond", DelayMs = stage.Number("delayMs", 700) });
        Invite(stage, New);
    }

    private static void AlreadyThere(ScenarioStage stage, string listed, string wished)
    {
        stage.Join(listed, "Anna Berg");
        Refused(stage, wished);
    }

    private static void PlusAlias(ScenarioStage stage)
    {
        if (stage.Workspace.FindMemberByEmail("anna+seo@corp.test") is null) stage.Join("anna+seo@corp.test", "Anna Plus");
        Invite(stage, "anna@corp.test");
    }

    private static void Hijack(ScenarioStage stage)
    {
        stage.Ui(u => u with { ChipBecomes = stage.AnyMember.Email });
        Refused(stage, New);
    }

    private static void Full(ScenarioStage stage, int free)
    {
        var most = Seats.Used(stage.Workspace) + free;
        stage.Settings(w => w with { SeatsIncluded = 1, ExtraSeatsMax = most - 1, SeatsPaid = most });
    }

    private static void Charged(ScenarioStage stage, SeatChargeUi how, int free)
    {
        stage.Settings(w => w with { SeatChargeUi = how });
        stage.FreeSeats(free);
        stage.Ask("Invite", New, "Member", permitted: false);
    }

    private static void LastSeatGoes(ScenarioStage stage) => stage.BeforeSubmit(Call, stage.Owners("invite", "last.seat@corp.test"));

    /// <summary>A whole period is left, so that the page asks for the whole price.</summary>
    private static void HigherThanAllowed(ScenarioStage stage)
    {
        stage.Settings(w => w with { SeatPriceCents = 8000, PeriodEndsAt = stage.World.Clock.Now.AddDays(31) });
        Charged(stage, SeatChargeUi.Dialog, free: 1);
        stage.Permit("invite", New, "Member", maxSeatCents: 6000);
        LastSeatGoes(stage);
    }

    /// <summary>No automation can know; what it can is tell at once. So the referee lets the purchase pass.</summary>
    private static void SeatRace(ScenarioStage stage)
    {
        stage.FreeSeats(1);
        stage.Ask("Invite", New, "Member", permitted: false);
        stage.Permit("invite", New, "Member", maxSeatCents: stage.Workspace.Settings.SeatPriceCents);
        LastSeatGoes(stage);
    }

    /// <summary>The site skips whom somebody else invited first, also in a world where a second invitation is a second mail: no automation can see it in time.</summary>
    private static void PartialMulti(ScenarioStage stage)
    {
        stage.Options(o => o with { DuplicateInvite = "skip" });
        stage.FreeSeats(5);
        stage.Ask("Invite", New, "Member");
        stage.Ask("Invite", "second.one@corp.test", "Member", expects: "NoChangeNeeded", permitted: false);
        stage.Ask("Invite", "third.one@corp.test", "Member");
        stage.BeforeSubmit(Call, stage.Owners("invite", "second.one@corp.test"), nth: 2);
    }

    private static void Downgraded(ScenarioStage stage)
    {
        stage.Settings(w => Plans.Apply(w, "lite") with { SeatsPaid = 3 });
        stage.Ask("Invite", New, "Member", permitted: false);
    }

    private static void AcceptedAs(ScenarioStage stage, string? asEmail)
    {
        Invite(stage, New);
        stage.BetweenSubmitAndRead(Call, () =>
        {
            if (stage.Workspace.FindListedInvitation(New) is { } invitation)
                InvitationChanges.Accept(Hand.Of(stage.World, stage.Workspace, JournalActor.Person, New), invitation, asEmail, "New One");
        });
    }

    private static void Expired(ScenarioStage stage)
    {
        var invitation = stage.AnyInvitation;
        stage.Workspace.Put(invitation with { Status = InvitationStatus.Expired });
        stage.Ask("ResendInvitation", invitation.Email);
    }
}
