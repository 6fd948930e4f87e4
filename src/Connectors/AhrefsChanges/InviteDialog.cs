using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>Prepares an invitation of one address, and reads back what the dialog made of it. Nothing that could cost money is sent.</summary>
internal sealed class InviteDialog(AhrefsVisit visit, Desks desks)
{
    /// <summary>Fills the dialog in; what is left to do is the one click that sends it.</summary>
    /// <param name="change">Whom to invite, and with which role.</param>
    /// <param name="roleTexts">The texts that mean the role.</param>
    /// <param name="cancel">Ends the step.</param>
    public async Task PrepareAsync(MemberChange change, IReadOnlyList<string> roleTexts, CancellationToken cancel)
    {
        // Asked for directly before: on the dangerous kind of site nothing on the page warns before it buys.
        ThrowIfItWouldCost(await desks.SeatsAsync(cancel));
        var desk = desks.Of(Step.Invite);
        await desk.OpenAsync(cancel);
        await desk.Page.ClickAsync(Step.Invite.Opener, FailurePhase.Prepare, cancel);
        var guard = new DialogGuard(visit, desk.Page, Step.Invite);
        var asked = await guard.LookAsync(cancel);
        if (asked.Chips.Count > 0)
            throw await guard.LeaveAsync(FailureKind.SafetyStop, "the dialog holds an address already", cancel);
        await guard.CheckExtraAsync(asked, cancel);
        var fitting = asked.Options.Where(option => roleTexts.Contains(option.Name, StringComparer.Ordinal)).ToList();
        if (fitting.Count != 1)
            throw await guard.LeaveAsync(FailureKind.RoleNotAvailable, $"the dialog offers {string.Join(", ", asked.Options.Select(o => o.Name))}", cancel);
        var email = change.Email.Trim();
        // A comma ends an address, and takes no suggestion that the page may have made.
        await desk.Page.FillAsync("invite.emails", email + ",", FailurePhase.Prepare, cancel);
        await desk.Page.ChooseAsync("invite.role", fitting[0].Name, FailurePhase.Prepare, cancel);
        await CheckAsync(await guard.LookAsync(cancel), guard, email, fitting[0].Name, cancel);
    }

    private static async Task CheckAsync(DialogLook asked, DialogGuard guard, string email, string role, CancellationToken cancel)
    {
        if (asked.Chips is not [var chip] || chip != email)
            throw await guard.LeaveAsync(FailureKind.SafetyStop, "the dialog made something else of the address", cancel);
        if (asked.Options.Where(option => option.Chosen).Select(option => option.Name).ToList() is not [var chosen] || chosen != role)
            throw await guard.LeaveAsync(FailureKind.SafetyStop, "another role is chosen in the dialog than the wished one", cancel);
        await guard.CheckExtraAsync(asked, cancel);
    }

    private static void ThrowIfItWouldCost(SeatCount? seats)
    {
        if (seats is { Used: { } taken, Maximum: { } most } && taken + 1 > most)
            throw AhrefsPage.Fault(FailureKind.SeatLimitReached, FailurePhase.Prepare, $"{taken} of at most {most} seats are taken");
        if (seats is not { Used: { } used, Paid: { } paid })
            throw AhrefsPage.Fault(FailureKind.SeatPurchaseNeedsApproval, FailurePhase.Prepare, "the page tells no numbers of seats, so what an invitation costs cannot be known");
        if (used + 1 > paid)
            throw AhrefsPage.Fault(FailureKind.SeatPurchaseNeedsApproval, FailurePhase.Prepare, $"{used} of {paid} paid seats are taken");
    }
}
