using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsControls;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>
/// Reads a dialog before anything in it is confirmed. It has to name the one person meant and say nothing that the page map
/// does not know; else it is left by the button that changes nothing.
/// </summary>
internal sealed class DialogGuard(AhrefsVisit visit, MemberDesk desk, Step step)
{
    private const string ProjectsText = "removeDialog.projects";
    private readonly AhrefsPage page = desk.Page;

    /// <summary>How many projects go with the person, as the dialog told when it was last looked at; null where it told none.</summary>
    public string? Projects { get; private set; }

    public async Task<DialogLook> LookAsync(CancellationToken cancel)
    {
        var look = await page.LookAsync(new LookRequest("shell", [AhrefsReads.WorkspaceText, ProjectsText], Strict: true, Dialog: step.Dialog), FailurePhase.Prepare, cancel);
        Projects = look.Text(ProjectsText);
        await CheckWorkspaceAsync(look, cancel);
        visit.Permit.Check(step.Action, look.Language);
        return look.Asked ?? throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Prepare, $"{step.Dialog}: 0 found instead of 1");
    }

    /// <summary>Stops where the dialog is about somebody else, or about something more.</summary>
    public async Task CheckAsync(DialogLook asked, string email, PersonControls controls, CancellationToken cancel)
    {
        var isCounted = controls.IsCounted && asked.Targets.Count == 0;
        if (isCounted && asked.Counts is not ["1"])
            throw await LeaveAsync(FailureKind.SafetyStop, $"{step.Dialog}.count: the dialog is not about one person", cancel);
        if (!isCounted && asked.Targets.Count != 1)
            throw await LeaveAsync(FailureKind.SafetyStop, $"{step.Dialog}.target: {asked.Targets.Count} found instead of 1", cancel);
        if (asked.Targets is [var target] && !MemberListChecks.IsSame(target, email))
            throw await LeaveAsync(FailureKind.SafetyStop, "the dialog names somebody else", cancel);
        if (await controls.FindDoubtAsync(isNamed: !isCounted, cancel) is { } doubt)
            throw await LeaveAsync(FailureKind.SafetyStop, doubt, cancel);
        await CheckExtraAsync(asked, cancel);
    }

    /// <summary>Types the address where the dialog wants it typed: as the dialog shows it, which was checked to be the one meant.</summary>
    public async Task<bool> TypeAsync(DialogLook asked, CancellationToken cancel)
    {
        if (asked is not { Typed.Count: > 0, Targets: [var target] })
            return false;
        await page.FillAsync($"{step.Dialog}.typed", target, FailurePhase.Prepare, cancel);
        return true;
    }

    /// <summary>What was typed still is the address that the dialog shows.</summary>
    public async Task CheckTypedAsync(DialogLook asked, CancellationToken cancel)
    {
        if (asked.Typed.Any(typed => !asked.Targets.Contains(typed, StringComparer.Ordinal)))
            throw await LeaveAsync(FailureKind.SafetyStop, "the dialog holds another address than the one it names", cancel);
    }

    /// <summary>Exactly the wished option is chosen.</summary>
    public async Task CheckRoleAsync(DialogLook asked, string role, CancellationToken cancel)
    {
        if (asked.Options.Where(option => option.Chosen).Select(option => option.Name).ToList() is not [var chosen] || chosen != role)
            throw await LeaveAsync(FailureKind.SafetyStop, "another role is chosen in the dialog than the wished one", cancel);
    }

    /// <summary>The one option that means the role; where there is none, the role cannot be had.</summary>
    public async Task<string> OptionAsync(DialogLook asked, IReadOnlyList<string> roleTexts, CancellationToken cancel) =>
        asked.Options.Where(option => !option.Disabled && roleTexts.Contains(option.Name, StringComparer.Ordinal)).ToList() is [var fitting]
            ? fitting.Name
            : throw await LeaveAsync(FailureKind.RoleNotAvailable, $"the dialog offers {visit.Quote(string.Join(", ", asked.Options.Select(o => o.Name)))}", cancel);

    /// <summary>
    /// Stops where the dialog says more than is known of it. A price is let pass where a seat may be bought, and it is the one thing said: of
    /// one seat, and the very price that the company said a seat has.
    /// </summary>
    public async Task CheckExtraAsync(DialogLook asked, CancellationToken cancel, SeatTerms? terms = null)
    {
        if (asked.Extra.FirstOrDefault(PriceText.IsIn) is { } said)
        {
            if (terms?.Told is { } budget && budget.Until > visit.Tools.Time.GetUtcNow() && asked.Extra is [_] && PriceText.ReadOne(said) == budget.Price)
                return;
            throw await LeaveAsync(FailureKind.SeatPurchaseNeedsApproval, PriceDetail(said, terms), cancel);
        }

        if (asked.Extra is [var extra, ..])
            throw await LeaveAsync(FailureKind.SafetyStop, $"the dialog holds more than is known of it: '{visit.Quote(extra)}'", cancel);
    }

    private string PriceDetail(string said, SeatTerms? terms) => terms?.Given is not { } budget
        ? "the dialog tells a price"
        : $"the dialog says '{visit.Quote(PriceText.From(said))}'; {budget.Terms}{(terms.Told is null ? "; here a price that the page tells always stops" : "")}";

    /// <summary>Pictures the dialog and leaves it with nothing sent.</summary>
    public async Task<AppFailureException> LeaveAsync(FailureKind kind, string detail, CancellationToken cancel)
    {
        var failure = await visit.WithEvidenceAsync(new Failure(kind, FailurePhase.Prepare, Detail: detail));
        await page.ClickAsync(step.Leave, FailurePhase.Prepare, cancel);
        return new AppFailureException(failure);
    }

    private async Task CheckWorkspaceAsync(PageLook look, CancellationToken cancel)
    {
        try
        {
            await desk.CheckWorkspaceAsync(look, cancel);
        }
        catch (AppFailureException e) when (e.Failure.Kind is FailureKind.WrongWorkspace)
        {
            throw await LeaveAsync(FailureKind.WrongWorkspace, e.Failure.Detail ?? "another workspace is open", cancel);
        }
    }
}
