using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>Takes one step on one person's row: fresh look, menu, dialog, intent, one click, the page's reaction.</summary>
internal sealed class PageSteps(AhrefsVisit visit, Desks desks, BatchBook batch)
{
    private readonly Sender sender = new(visit, batch);

    public async Task<Submission> SubmitAsync(Step step, MemberChange change, People people, CancellationToken cancel, CancellationToken finish)
    {
        await PauseAsync(cancel);
        var desk = desks.Of(step);
        if (step == Step.Invite)
        {
            // A list that is searched for the address before shows it after, too.
            if ((await desk.FindAsync(change.Email, cancel)).Count > 0)
                return Submission.Moved;
            await new InviteDialog(visit, desks).PrepareAsync(change, TextsOf(change.Role), cancel);
            return await sender.SendAsync(step, change, desk, cancel, finish);
        }

        var known = step.Pending ? people.Invitation(change.Email) : people.Member(change.Email);
        var rows = await desk.FindAsync(known?.Email ?? change.Email, cancel);
        if (rows.Count > 1)
            throw AhrefsPage.Fault(FailureKind.AmbiguousIdentity, FailurePhase.Prepare, "the page shows the address more than once");
        if (rows.Count == 0 || RoleOf(rows[0]) != known?.Role)
            return Submission.Moved;
        if (rows[0].Self && !step.Pending)
            throw AhrefsPage.Fault(FailureKind.ProtectedMember, FailurePhase.Prepare, "the row is the automation account's own");
        await desk.Page.OpenRowMenuAsync(desk.Kind, MemberListChecks.Key(change.Email), FailurePhase.Prepare, cancel);
        await desk.Page.LookAsync(new LookRequest("shell", Strict: true, Await: step.Opener), FailurePhase.Prepare, cancel);
        if (step.Dialog is not null)
            await AskAsync(step, change, desk, cancel);
        return await sender.SendAsync(step, change, desk, cancel, finish);
    }

    /// <summary>The texts that mean a role in the page's language.</summary>
    public IReadOnlyList<string> TextsOf(AppRole? role) =>
        [.. visit.Map.Languages.Values.SelectMany(words => words.Roles).Where(r => r.Value == $"{role}").Select(r => r.Key)];

    // As a person would: never twice in the same instant, and never at the same distance.
    private Task PauseAsync(CancellationToken cancel)
    {
        var spacing = visit.Tools.Browser.EffectSpacing ?? (visit.Tools.Site.IsRealSite ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
        return spacing > TimeSpan.Zero ? Task.Delay(spacing * (0.75 + Random.Shared.NextDouble() / 2), visit.Tools.Time, cancel) : Task.CompletedTask;
    }

    private async Task AskAsync(Step step, MemberChange change, MemberDesk desk, CancellationToken cancel)
    {
        await desk.Page.ClickAsync(step.Opener, FailurePhase.Prepare, cancel);
        var guard = new DialogGuard(visit, desk.Page, step);
        var asked = await guard.LookAsync(cancel);
        await guard.CheckAsync(asked, change.Email, cancel);
        if (step == Step.ChangeRole)
            await ChooseRoleAsync(change, desk, guard, asked, cancel);
    }

    private async Task ChooseRoleAsync(MemberChange change, MemberDesk desk, DialogGuard guard, DialogLook asked, CancellationToken cancel)
    {
        var texts = TextsOf(change.Role);
        var fitting = asked.Options.Where(option => texts.Contains(option.Name, StringComparer.Ordinal)).ToList();
        if (fitting.Count != 1)
            throw await guard.LeaveAsync(FailureKind.RoleNotAvailable, $"the dialog offers {string.Join(", ", asked.Options.Select(o => o.Name))}", cancel);
        await desk.Page.ClickAsync("roleDialog.option", FailurePhase.Prepare, cancel, fitting[0].Name);
        asked = await guard.LookAsync(cancel);
        await guard.CheckAsync(asked, change.Email, cancel);
        if (asked.Options.Where(option => option.Chosen).Select(option => option.Name).ToList() is not [var chosen] || chosen != fitting[0].Name)
            throw await guard.LeaveAsync(FailureKind.SafetyStop, "another role is chosen in the dialog than the wished one", cancel);
    }

    private AppRole? RoleOf(RowLook row) =>
        visit.Map.Languages.Values.SelectMany(words => words.Roles).Where(r => r.Key == row.Role)
            .Select(r => Enum.TryParse<AppRole>(r.Value, out var role) ? role : (AppRole?)null).FirstOrDefault();
}
