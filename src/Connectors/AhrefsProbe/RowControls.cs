using System.Text.Json;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsChanges;
using Seatkeeper.Connectors.AhrefsControls;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Connectors.AhrefsProbe;

/// <summary>One person's controls, found and opened by the scripts that a change uses, up to what the step ends with.</summary>
internal sealed class RowControls(AhrefsVisit visit, AhrefsPage page)
{
    private static readonly TimeSpan Sighting = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Redraw = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>By which way the person's row lets the step be reached.</summary>
    public async Task<ControlStep> FindAsync(Step step, string email, CancellationToken cancel)
    {
        var wanted = new ControlStep(
            step.Pending ? "pending" : "confirmed", MemberListChecks.RowKey(email), step.Opener, step.InRow, step.InPanel, step.InBulk, step.Dialog is not null);
        var standing = await StandAsync(wanted, cancel);
        if (standing.Rows != 1)
            throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Prepare, $"the person's row: {standing.Rows} found instead of 1");
        return wanted with { Way = standing.Way ?? throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Prepare, "row.actions: 0 found instead of 1, and no other control of the person") };
    }

    /// <summary>Goes the way as far as what the step ends with, which is not clicked.</summary>
    public async Task OpenAsync(ControlStep control, CancellationToken cancel)
    {
        if (control.Way is ControlWay.Row)
            return;
        if (control.Way is ControlWay.Bulk && await StandAsync(control, cancel) is { Ticked.Count: > 0 } or { Counts: not ([] or ["0"]) })
            throw AhrefsPage.Fault(FailureKind.SafetyStop, FailurePhase.Prepare, "bulk.count: somebody is ticked before anybody was");
        await ClickAsync(control, "first", cancel);
        if (control.Way is ControlWay.Menu)
            await UntilMenuAsync(control, cancel);
        else
            await UntilSureAsync(control, cancel);
    }

    /// <summary>Clicks a control of the person's; one that is not proven to be theirs is not clicked.</summary>
    public Task ClickAsync(ControlStep control, string part, CancellationToken cancel)
    {
        var what = $"{part} control by {control.Way}";
        return page.UseAsync(PersonControls.Script, control with { Part = part }, what, FailurePhase.Prepare, cancel, element => page.ClickAsync(element, what, FailurePhase.Prepare));
    }

    // A list that had to scroll to the row may have closed its menu at once.
    private async Task UntilMenuAsync(ControlStep control, CancellationToken cancel)
    {
        var request = new LookRequest("shell", Strict: true, Opened: control);
        if ((await page.GlanceAsync(request, Soon, FailurePhase.Prepare, cancel)).State is "ready")
            return;
        if (!(await StandAsync(control, cancel)).Menu)
            await ClickAsync(control, "first", cancel);
        await page.GlanceAsync(request, Sighting, FailurePhase.Prepare, cancel);
    }

    private async Task UntilSureAsync(ControlStep control, CancellationToken cancel)
    {
        for (var from = visit.Tools.Time.GetTimestamp(); !IsSure(control, await StandAsync(control, cancel)); await Task.Delay(Between, visit.Tools.Time, cancel))
        {
            if (visit.Tools.Time.GetElapsedTime(from) > Redraw)
                throw AhrefsPage.Fault(FailureKind.SafetyStop, FailurePhase.Prepare, $"the {control.Way} is not proven to be about the one person");
        }
    }

    private static bool IsSure(ControlStep control, Standing standing) => control.Way is ControlWay.Panel
        ? standing.Targets is [var shown] && MemberListChecks.RowKey(shown) == control.Key
        : standing.Ticked is [var ticked] && ticked == control.Key && standing.Counts is ["1"];

    private async Task<Standing> StandAsync(ControlStep control, CancellationToken cancel) =>
        JsonSerializer.Deserialize<Standing>(await page.AskAsync(PersonControls.StandingScript, control, FailurePhase.Prepare, cancel), Web)
        ?? throw new JsonException("The page's reader told nothing.");
}
