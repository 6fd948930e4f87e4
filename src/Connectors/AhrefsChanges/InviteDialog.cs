using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Seats;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>Prepares an invitation of one address, and reads back what the dialog made of it. Nothing that could cost more than may be spent is sent.</summary>
internal sealed class InviteDialog(AhrefsVisit visit, Desks desks)
{
    private const string SeatsAnswer = "limits";

    /// <summary>Fills the dialog in; what is left to do is the one click that sends it.</summary>
    /// <param name="change">Whom to invite, and with which role.</param>
    /// <param name="roleTexts">The texts that mean the role.</param>
    /// <param name="taken">How many people the lists show that hold a seat.</param>
    /// <param name="cancel">Ends the step.</param>
    /// <returns>Looks at the filled dialog once more.</returns>
    public async Task<Func<CancellationToken, Task>> PrepareAsync(MemberChange change, IReadOnlyList<string> roleTexts, int taken, CancellationToken cancel)
    {
        var terms = await SeatTerms.AskAsync(visit, desks, taken, change.Budget, cancel);
        var desk = desks.Of(Step.Invite);
        await desk.OpenAsync(cancel);
        desk.Page.Watch.WatchSends();
        await desk.Page.ClickAsync(Step.Invite.Opener, FailurePhase.Prepare, cancel);
        var guard = new DialogGuard(visit, desk, Step.Invite);
        var asked = await guard.LookAsync(cancel);
        // It asks: what the page sends from here on is what it wants to know of the address.
        desk.Page.Watch.ForgetSends();
        if (asked.Chips.Count > 0)
            throw await guard.LeaveAsync(FailureKind.SafetyStop, "the dialog holds an address already", cancel);
        await guard.CheckExtraAsync(asked, cancel, terms);
        var role = await guard.OptionAsync(asked, roleTexts, cancel);
        var email = change.Email.Trim();
        desk.Page.Watch.CountReads(SeatsAnswer);
        // A comma ends an address, and takes no suggestion that the page may have made.
        await desk.Page.FillAsync("invite.emails", email + ",", FailurePhase.Prepare, cancel);
        await desk.Page.ChooseAsync("invite.role", role, FailurePhase.Prepare, cancel);
        var filled = new Filled(email, role, terms);
        await CheckAsync(guard, desk.Page, filled, cancel);
        return again => CheckAsync(guard, desk.Page, filled, again);
    }

    private async Task CheckAsync(DialogGuard guard, AhrefsPage page, Filled filled, CancellationToken cancel)
    {
        // The page may ask what the seat costs, and say so only when it is answered.
        if (!await page.Watch.ReadsEndAsync(visit.Tools.Browser.StepTimeout, visit.Tools.Time, cancel))
            throw await guard.LeaveAsync(FailureKind.SeatPurchaseNeedsApproval, "the page asked for the seats and got no answer, so what an invitation costs cannot be known", cancel);
        var asked = await guard.LookAsync(cancel);
        if (asked.Chips is not [var chip] || chip != filled.Email)
            throw await guard.LeaveAsync(FailureKind.SafetyStop, "the dialog made something else of the address", cancel);
        await guard.CheckRoleAsync(asked, filled.Role, cancel);
        await guard.CheckExtraAsync(asked, cancel, filled.Terms);
        if (filled.Terms.RanOut(visit.Tools.Time.GetUtcNow()))
            throw await guard.LeaveAsync(FailureKind.SeatPurchaseNeedsApproval, SeatTerms.Expired, cancel);
    }

    private sealed record Filled(string Email, string Role, SeatTerms Terms);
}

/// <summary>What the seat may cost that an invitation takes, or one that ran out and is sent again.</summary>
/// <param name="Given">What may be spent, whatever for.</param>
/// <param name="Buying">The same, where the figures say that a seat has to be bought.</param>
/// <param name="Told">The same, where a price that the page tells by itself is let pass.</param>
internal sealed record SeatTerms(SeatBudget? Given, SeatBudget? Buying, SeatBudget? Told)
{
    /// <summary>Why nothing is bought any more, for people.</summary>
    public const string Expired = "the permission to spend ran out meanwhile";

    /// <summary>Reads the seats directly before one is taken, for on the dangerous kind of site nothing on the page warns before it buys. Stops where it would cost more than may be spent.</summary>
    /// <param name="visit">The visit.</param>
    /// <param name="desks">Read the seats.</param>
    /// <param name="taken">How many people the lists show that hold a seat.</param>
    /// <param name="given">What may be spent; null for nothing.</param>
    /// <param name="cancel">Ends the step.</param>
    public static async Task<SeatTerms> AskAsync(AhrefsVisit visit, Desks desks, int taken, SeatBudget? given, CancellationToken cancel)
    {
        var seats = await desks.SeatsAsync(cancel);
        if (seats is { Used: { } told, Maximum: { } most } && Math.Max(told, taken) + 1 > most)
            throw AhrefsPage.Fault(FailureKind.SeatLimitReached, FailurePhase.Prepare, $"{Math.Max(told, taken)} of at most {most} seats are taken");
        if (seats is not { Used: { } used, Paid: { } paid })
            throw AhrefsPage.Fault(FailureKind.SeatPurchaseNeedsApproval, FailurePhase.Prepare, "the page tells no numbers of seats, so what an invitation costs cannot be known");
        var (needed, now) = (Math.Max(used, taken) + 1, visit.Tools.Time.GetUtcNow());
        if (needed > paid && given?.Allows(needed, now) != true)
            throw AhrefsPage.Fault(FailureKind.SeatPurchaseNeedsApproval, FailurePhase.Prepare, $"{needed - 1} of {paid} paid seats are taken{(given is null ? "" : $"; {given.UpTo} may be paid for until {given.Until:u}")}");
        if (needed > paid && paid < given?.From)
            throw AhrefsPage.Fault(FailureKind.SeatPurchaseNeedsApproval, FailurePhase.Prepare, $"{paid} seats are paid for, and the permission to spend is counted from {given.From}: check for updates first");
        // On the real site no probe ever saw what a dialog says of a price: there it always stops.
        var mayBeTold = !visit.Permit.IsRestricted && given?.Allows(Math.Max(needed, paid + 1), now) == true;
        return new SeatTerms(given, needed > paid ? given : null, mayBeTold ? given : null);
    }

    /// <summary>Whether the seat may not be bought any more.</summary>
    public bool RanOut(DateTimeOffset now) => Buying?.Until <= now;
}
