using System.Text.RegularExpressions;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>
/// Reads a dialog before anything in it is confirmed. It has to name the one person meant and say nothing that the page map
/// does not know; else it is left by the button that changes nothing.
/// </summary>
internal sealed partial class DialogGuard(AhrefsVisit visit, AhrefsPage page, Step step)
{
    public async Task<DialogLook> LookAsync(CancellationToken cancel) =>
        (await page.LookAsync(new LookRequest("shell", Strict: true, Dialog: step.Dialog), FailurePhase.Prepare, cancel)).Asked
        ?? throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Prepare, $"{step.Dialog}: 0 found instead of 1");

    /// <summary>Stops where the dialog is about somebody else, or about something more.</summary>
    public async Task CheckAsync(DialogLook asked, string email, CancellationToken cancel)
    {
        if (asked.Targets is not [var target])
            throw await LeaveAsync(FailureKind.SafetyStop, $"{step.Dialog}.target: {asked.Targets.Count} found instead of 1", cancel);
        if (!MemberListChecks.IsSame(target, email))
            throw await LeaveAsync(FailureKind.SafetyStop, "the dialog names somebody else", cancel);
        await CheckExtraAsync(asked, cancel);
    }

    public async Task CheckExtraAsync(DialogLook asked, CancellationToken cancel)
    {
        if (asked.Extra.FirstOrDefault(Price().IsMatch) is not null)
            throw await LeaveAsync(FailureKind.SeatPurchaseNeedsApproval, "the dialog tells a price", cancel);
        if (asked.Extra is [var extra, ..])
            throw await LeaveAsync(FailureKind.SafetyStop, $"the dialog holds more than is known of it: '{extra}'", cancel);
    }

    /// <summary>Pictures the dialog and leaves it with nothing sent.</summary>
    public async Task<AppFailureException> LeaveAsync(FailureKind kind, string detail, CancellationToken cancel)
    {
        var failure = await visit.WithEvidenceAsync(new Failure(kind, FailurePhase.Prepare, Detail: detail));
        await page.ClickAsync(step.Leave, FailurePhase.Prepare, cancel);
        return new AppFailureException(failure);
    }

    [GeneratedRegex(@"(\p{Sc}|\b[A-Z]{3})\s?\d|\d\s?(\p{Sc}|[A-Z]{3}\b)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Price();
}
