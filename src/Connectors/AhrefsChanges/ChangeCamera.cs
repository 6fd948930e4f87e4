using Microsoft.Extensions.Logging;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.Pictures;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>Pictures what takes a seat away: the row and the open dialog before, the list without the row after. One picture of what is in view each.</summary>
internal sealed partial class ChangeCamera(AhrefsVisit visit)
{
    /// <summary>What the page shows directly before the click. Where it cannot be had, nothing is sent.</summary>
    public async Task<Evidence> BeforeAsync(Prepared prepared, CancellationToken cancel)
    {
        var page = prepared.Desk.Page;
        var row = prepared.Row is { } read ? $"- row as it was read: {string.Join(" | ", new[] { read.Email, read.Name, read.Role, read.Status }.OfType<string>())}\n" : "";
        var shown = await page.GuardAsync(FailurePhase.Prepare, cancel, () => ShootAsync(prepared.Step, "before", prepared.Row?.Email ?? prepared.Change.Email, prepared.Desk, row).WaitAsync(cancel));
        return shown is { Screenshot: not null } ? shown
            : throw AhrefsPage.Fault(FailureKind.TimeoutBeforeSubmit, FailurePhase.Prepare, "what the page shows before the removal could not be pictured, so nothing was sent");
    }

    /// <summary>What the list shows afterwards. Without it the result stands: it was read back before.</summary>
    public async Task AfterAsync(Step step, MemberChange change, MemberDesk desk, Progress progress, CancellationToken cancel)
    {
        var listed = progress.Listed.GetValueOrDefault(step, change.Email);
        try
        {
            // In a part of a list, that somebody is not there says nothing.
            if (desk is { Stands: true, IsWhole: true })
                await desk.OpenAsync(cancel);
            else
                await desk.FindAsync(listed, cancel);
            if (await ShootAsync(step, "after", listed, desk).WaitAsync(cancel) is not { } shown)
                return;
            progress.After.Add(shown);
            if (shown.Screenshot is not null)
                progress.Pictured.Add(step);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever went wrong with the picture, the change was made; that the picture is missing is told in its result.
            LogNotPictured(visit.Tools.Log, e, step.Name);
        }
    }

    private Task<Evidence?> ShootAsync(Step step, string moment, string listed, MemberDesk desk, string first = "") => EvidenceCamera.ShootAsync(
        desk.Page.Page, $"{step.Name}.{moment}", async () => first + await desk.Page.TellAsync(desk.Kind, MemberListChecks.RowKey(listed)), visit.Privacy, desk.Page.TextAsync);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What the list showed after {Step} could not be pictured.")]
    private static partial void LogNotPictured(ILogger logger, Exception exception, string step);
}
