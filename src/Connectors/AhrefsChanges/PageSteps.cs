using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsControls;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>
/// Takes one step on one person's row: fresh look, the person's controls, dialog, intent, one click, the page's reaction. From the first
/// control on it is watched whether the page sends anything by itself.
/// </summary>
internal sealed class PageSteps(AhrefsVisit visit, Desks desks, BatchBook batch)
{
    private readonly Sender sender = new(visit, batch);

    public async Task<Submission> SubmitAsync(Step step, MemberChange change, People people, CancellationToken cancel, CancellationToken finish)
    {
        await PauseAsync(cancel);
        var desk = desks.Of(step);
        var known = people.Listed(step, change.Email);
        desk.Page.Watch.ForgetSends();
        try
        {
            // No list shows that an invitation was sent again; all else the lists decide.
            if (step == Step.Resend)
                await Sender.QuietAsync(desk.Page, cancel);
            var submission = step == Step.Invite ? await InviteAsync(change, desk, people, cancel, finish) : await OfPersonAsync(step, change, people, cancel, finish);
            return submission.Outcome is SubmissionOutcome.Moved && desk.Page.Watch.HasSent ? await sender.ActedAsync(step, change, known?.Role, finish) : submission;
        }
        catch (Exception e) when (e is AppFailureException or OperationCanceledException && !batch.ProgressOf(change).IsOpen && desk.Page.Watch.HasSent)
        {
            var acted = await sender.ActedAsync(step, change, known?.Role, finish);
            batch.ProgressOf(change).ActedOn = (e as AppFailureException)?.Failure.Detail;
            if (Sender.EndsWith(e))
                throw;
            return acted;
        }
    }

    private async Task<Submission> InviteAsync(MemberChange change, MemberDesk desk, People people, CancellationToken cancel, CancellationToken finish)
    {
        // A list that is searched for the address before shows it after, too.
        if ((await desk.FindAsync(change.Email, cancel)).Count > 0)
            return Submission.Moved;
        if (desk.InviteBlocked is { } blocked)
            throw AhrefsPage.Fault(FailureKind.SubscriptionProblem, FailurePhase.Prepare, $"inviting is off; the page says: '{visit.Quote(blocked)}'");
        visit.Permit.Check(ChangeAction.Invite, desk.Language);
        var invited = await new InviteDialog(visit, desks).PrepareAsync(change, TextsOf(change.Role, desk), people.SeatsTaken, cancel);
        return await sender.SendAsync(new Prepared(Step.Invite, change, desk, invited), cancel, finish);
    }

    private async Task<Submission> OfPersonAsync(Step step, MemberChange change, People people, CancellationToken cancel, CancellationToken finish)
    {
        var (desk, known) = (desks.Of(step), people.Listed(step, change.Email));
        var listed = known?.Email ?? change.Email;
        if (await FindRowAsync(step, change, desk, known, cancel) is not { } row)
            return Submission.Moved;
        batch.ProgressOf(change).Listed[step] = listed;
        var terms = await TermsAsync(step, change, people, cancel);
        var controls = await PersonControls.FindAsync(visit, desk, step, listed, cancel);
        desk.Page.Watch.WatchSends();
        await controls.ApproachAsync(cancel);
        if (controls.SavesOnChange)
            await controls.ChooseAsync(TextsOf(change.Role, desk), TextsOf(known?.Role, desk), cancel);
        var last = new Prepared(step, change, desk, again => RecheckAsync(controls, terms, again), known?.Role, row, controls.SubmitAsync, controls.SavesOnChange ? Slip.Roles : controls.IsCounted ? Slip.Anybody : Slip.Nobody);
        if (step.Dialog is null || controls.SavesOnChange)
            return await sender.SendAsync(last, cancel, finish) with { Sighting = controls.SavesOnChange ? Sighting.RowAnew : Sighting.Row };
        if (controls.OpensByButton)
            await sender.IntendAsync(last, cancel);
        if (!await controls.OpenAsync(cancel))
            return Submission.Moved;
        var recheck = await AskAsync(step, change, desk, controls, cancel);
        return await sender.SendAsync(last with { Recheck = recheck, Submit = null }, cancel, finish) with { Sighting = controls.IsCounted ? Sighting.RowAndCounts : Sighting.Row };
    }

    // Null where nobody holds a seat by it who held none.
    private async Task<SeatTerms?> TermsAsync(Step step, MemberChange change, People people, CancellationToken cancel)
    {
        if (!people.TakesASeat(step, change.Email))
            return null;
        var terms = await SeatTerms.AskAsync(visit, desks, people.SeatsTaken, change.Budget, cancel);
        // They stand in the other page, which lies before the list now.
        await desks.Of(step).OpenAsync(cancel);
        return terms;
    }

    private async Task RecheckAsync(PersonControls controls, SeatTerms? terms, CancellationToken cancel)
    {
        await controls.CheckAsync(cancel);
        if (terms?.RanOut(visit.Tools.Time.GetUtcNow()) == true)
            throw AhrefsPage.Fault(FailureKind.SeatPurchaseNeedsApproval, FailurePhase.Prepare, SeatTerms.Expired);
    }

    // Null where the page shows the person otherwise than the lists did.
    private async Task<RowLook?> FindRowAsync(Step step, MemberChange change, MemberDesk desk, SnapshotMember? known, CancellationToken cancel)
    {
        var rows = await desk.FindAsync(known?.Email ?? change.Email, cancel);
        visit.Permit.Check(step.Action, desk.Language);
        if (rows.Count > 1)
            throw AhrefsPage.Fault(FailureKind.AmbiguousIdentity, FailurePhase.Prepare, "the page shows the address more than once");
        if (rows.Count == 0 || RoleOf(rows[0], desk) != known?.Role)
            return null;
        if (rows[0].Self && !step.Pending)
            throw AhrefsPage.Fault(FailureKind.ProtectedMember, FailurePhase.Prepare, "the row is the automation account's own");
        if (step == Step.Remove && !change.Allows(ChangeAllowance.ApiKeys) && await desks.OwnsApiKeysAsync(change.Email, cancel))
            throw AhrefsPage.Fault(FailureKind.ProtectedMember, FailurePhase.Prepare, "ownsApiKeys: API keys of this person would be revoked with the seat; allow \"apiKeys\" to do it all the same");
        return rows[0];
    }

    /// <summary>The texts that mean a role in the page's language.</summary>
    public static IReadOnlyList<string> TextsOf(AppRole? role, MemberDesk desk) =>
        [.. desk.Words.Roles.Where(r => r.Value == $"{role}").Select(r => r.Key)];

    // As a person would: never twice in the same instant, and never at the same distance.
    private Task PauseAsync(CancellationToken cancel)
    {
        var spacing = visit.Tools.Browser.EffectSpacing ?? (visit.Tools.Site.IsRealSite ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
        return spacing > TimeSpan.Zero ? Task.Delay(spacing * (0.75 + Random.Shared.NextDouble() / 2), visit.Tools.Time, cancel) : Task.CompletedTask;
    }

    private async Task<Func<CancellationToken, Task>> AskAsync(Step step, MemberChange change, MemberDesk desk, PersonControls controls, CancellationToken cancel)
    {
        var guard = new DialogGuard(visit, desk, step);
        var asked = await guard.LookAsync(cancel);
        await guard.CheckAsync(asked, change.Email, controls, cancel);
        // It asks, and of this person: what the page sent until now is what it wanted to know for that.
        desk.Page.Watch.WatchSends();
        await CheckProjectsAsync(cancel);
        if (await guard.TypeAsync(asked, cancel))
            desk.Page.Watch.WatchSends();
        string? role = null;
        if (step == Step.ChangeRole)
        {
            role = await guard.OptionAsync(asked, TextsOf(change.Role, desk), cancel);
            await desk.Page.ClickAsync("roleDialog.option", FailurePhase.Prepare, cancel, role);
            await CheckAsync(cancel);
        }

        return CheckAsync;

        async Task CheckAsync(CancellationToken again)
        {
            var now = await guard.LookAsync(again);
            await guard.CheckAsync(now, change.Email, controls, again);
            await CheckProjectsAsync(again);
            await guard.CheckTypedAsync(now, again);
            if (role is not null)
                await guard.CheckRoleAsync(now, role, again);
        }

        // In every look: what a dialog says of projects may come after the dialog itself.
        async Task CheckProjectsAsync(CancellationToken again)
        {
            if (guard.Projects is { } projects && !change.Allows(ChangeAllowance.Projects))
                throw await guard.LeaveAsync(FailureKind.ProtectedMember, $"ownsProjects: {projects} projects of this person would become unreachable; allow \"projects\" to do it all the same", again);
        }
    }

    private static AppRole? RoleOf(RowLook row, MemberDesk desk) =>
        row.Role is { } text && desk.Words.Roles.TryGetValue(text, out var name) && Enum.TryParse<AppRole>(name, out var role) ? role : null;
}
