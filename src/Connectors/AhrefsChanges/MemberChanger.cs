using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>
/// Works through a batch in a signed-in visit: both lists once at the start, then person by person. What the page says of an effect is
/// never enough; where it does not show it at once, both lists are read anew, and they decide.
/// </summary>
internal sealed class MemberChanger(AhrefsVisit visit, AhrefsReads reads, AppWorkspace pinned, BatchBook batch)
{
    private static readonly TimeSpan Redraw = TimeSpan.FromSeconds(3);
    private readonly Desks desks = new(visit, reads, pinned, batch);
    private People? people;

    public async Task<ChangeBatchEnd> RunAsync(CancellationToken cancel)
    {
        // Whoever was begun in a session that died is judged by the first read of this one.
        if (batch.Current is null)
            await ReadAsync(cancel);
        var isStopped = false;
        try
        {
            isStopped = !await WorkAsync(cancel);
        }
        catch (AppFailureException e) when (batch.MayHaveSlipped && !Sender.EndsWith(e))
        {
            await CompareAfterAsync(e, cancel);
            throw;
        }

        await CompareAsync(cancel);
        if (!isStopped)
            await desks.LeaveAsync(cancel);
        return new ChangeBatchEnd(Stopped: isStopped);
    }

    // False where the batch was ended between two people.
    private async Task<bool> WorkAsync(CancellationToken cancel)
    {
        foreach (var change in batch.Open.ToList())
        {
            if (!await batch.BeginAsync(change, cancel))
                return false;
            await batch.RecordAsync(change, await ConnectorTelemetry.SpanAsync(change.Action.ToString(), () => OneAsync(change, cancel)));
            visit.Run.Report($"Changed {batch.Recorded} of {batch.Count} people");
            batch.ThrowIfSwitched();
            batch.ThrowIfActedAtOnce();
            cancel.ThrowIfCancellationRequested();
        }

        return true;
    }

    // Where everybody may have been changed with one of the batch, everybody is looked at once more: once a batch, for it may be thousands.
    private async Task CompareAsync(CancellationToken cancel)
    {
        if (batch.MayHaveSlipped)
            await ReadAsync(cancel);
    }

    // Whatever ended the batch: that somebody else was changed weighs more. What cannot be read is told as not looked at by the batch's end.
    private async Task CompareAfterAsync(AppFailureException first, CancellationToken cancel)
    {
        try
        {
            people = await desks.ReadAsync(cancel);
        }
        catch (AppFailureException e) when (e.Failure.Kind is not FailureKind.EffectDiverged)
        {
            return;
        }

        if (batch.FindOthersChanged(people) is { } other)
            throw new AppFailureException(Beside(other, first.Failure), first);
    }

    private static Failure Beside(string other, Failure? first = null) => new(
        FailureKind.EffectDiverged, FailurePhase.Verify, FailureEffect.Applied,
        $"beside whom it was meant for, somebody else changed: {other}{(first?.Detail is { } detail ? $"; before that: {detail}" : "")}");

    private async Task<People> ReadAsync(CancellationToken cancel)
    {
        people = await desks.ReadAsync(cancel);
        return batch.FindOthersChanged(people) is { } other ? throw new AppFailureException(Beside(other)) : people;
    }

    /// <summary>Reads both lists, and tells whether they show what was sent; first what came of that, then what became of others.</summary>
    private async Task<bool> ReadBackAsync(Step step, MemberChange change, Progress progress, bool judges, CancellationToken cancel)
    {
        people = await desks.ReadAsync(cancel);
        bool isFoundOut;
        try
        {
            isFoundOut = !judges || JudgeAll(step, change, progress, people);
        }
        catch (AppFailureException e)
        {
            if (batch.FindOthersChanged(people) is { } also)
                throw new AppFailureException(Beside(also, e.Failure), e);
            throw;
        }

        return batch.FindOthersChanged(people) is { } other ? throw new AppFailureException(Beside(other)) : isFoundOut;
    }

    // A failure of one person is that person's result; every other one ends the batch, and so does one after which something is open.
    private async Task<ChangeResult> OneAsync(MemberChange change, CancellationToken cancel)
    {
        var progress = batch.ProgressOf(change);
        try
        {
            return await MakeAsync(change, progress, cancel);
        }
        catch (AppFailureException e) when (FailureCatalog.ConcernsOnePerson(e.Failure) && !progress.IsOpen)
        {
            var failure = e.Failure.Phase is FailurePhase.None ? e.Failure : await visit.WithEvidenceAsync(e.Failure);
            desks.Doubt();
            if (e.Failure.Kind is FailureKind.ConcurrentChange)
                people = null;
            return PersonRules.Failed(progress.Told(failure));
        }
    }

    private async Task<ChangeResult> MakeAsync(MemberChange change, Progress progress, CancellationToken cancel)
    {
        for (var moved = 0; ;)
        {
            // Sent in a session that died before it could tell.
            if (progress.Sent is { } open && !await ReadBackAsync(open, change, progress, judges: true, cancel) && open.MostSubmits > 1)
                await ReadAgainAsync(open, change, progress, cancel);
            var move = PersonRules.Next(change, people ?? await ReadAsync(cancel), progress);
            if (move.Result is { } result)
                return await WithPicturesAsync(result, change, progress, cancel);
            if (progress.ActedAtOnce)
                throw Unknown($"the page sent something before anything was submitted, and the lists do not show the change{(progress.ActedOn is { } trouble ? $"; {trouble}" : "")}");
            if (move.Step is not { } step || progress.SubmitsOf(step) >= step.MostSubmits)
                throw Unknown("it was sent twice, no answer told what came of it, and the lists do not show it");
            if (!await StepAsync(step, change, progress, cancel) && ++moved > 1)
                throw AhrefsPage.Fault(FailureKind.ConcurrentChange, FailurePhase.Prepare, "the page and the lists tell different things of the person, again and again");
        }
    }

    // What an earlier try did is pictured now: it had no time to.
    private async Task<ChangeResult> WithPicturesAsync(ChangeResult result, MemberChange change, Progress progress, CancellationToken cancel)
    {
        if (result.Status is ChangeStatus.Done && progress.Done.Count == 0 && Step.TakingAway(change.Action) is { } earlier)
            progress.Done.Add(earlier);
        var camera = new ChangeCamera(visit);
        foreach (var step in progress.Unpictured.ToList())
            await camera.AfterAsync(step, change, desks.Of(step), progress, cancel);
        return result;
    }

    /// <summary>Takes one step and finds out what came of it. False where nothing was sent, because the person's state had moved.</summary>
    private async Task<bool> StepAsync(Step step, MemberChange change, Progress progress, CancellationToken cancel)
    {
        var known = people ?? throw new InvalidOperationException("Nothing was read yet.");
        var takesASeat = known.TakesASeat(step, change.Email);
        if (progress.SubmitsOf(step) == 0)
            progress.Before = known;
        // Whoever cancels after the click still gets the true effect.
        using var finish = new CancellationTokenSource(visit.Tools.Browser.StepTimeout * 5 + visit.Tools.Browser.EffectSettling, visit.Tools.Time);
        try
        {
            var steps = new PageSteps(visit, desks, batch);
            var submission = await steps.SubmitAsync(step, change, known, cancel, finish.Token);
            if (submission.Outcome is SubmissionOutcome.Accepted && await desks.LookAsync(takesASeat, () => IsShownAsync(submission.Sighting, step, change, known, finish.Token), finish.Token))
            {
                known.Note(step, change);
                progress.Effected(step);
            }
            else
            {
                await FindOutAsync(submission, step, change, progress, finish.Token);
            }

            await desks.CheckSeatsAsync(takesASeat, change.Budget, finish.Token);
            return submission.Outcome is not SubmissionOutcome.Moved;
        }
        catch (OperationCanceledException e) when (finish.IsCancellationRequested)
        {
            throw new AppFailureException(new Failure(FailureKind.EffectUnknown, FailurePhase.Verify, FailureEffect.Unknown, "reading the effect back took too long"), e);
        }
    }

    private async Task<bool> IsShownAsync(Sighting sighting, Step step, MemberChange change, People known, CancellationToken finish)
    {
        if (step == Step.Resend)
            return true;
        try
        {
            var desk = desks.Of(step);
            var listed = known.Listed(step, change.Email)?.Email ?? change.Email;
            if (sighting is Sighting.RowAnew)
            {
                desk.Doubt();
                await desk.FindAsync(listed, finish);
            }

            var roles = step == Step.ChangeRole || step == Step.Invite ? PageSteps.TextsOf(change.Role, desk) : null;
            return await desk.ShowsAsync(listed, gone: roles is null, roles, Redraw, finish) is { } look && CountsFit(sighting, step, known, look);
        }
        catch (AppFailureException e) when (e.Failure.Kind is FailureKind.ReadIncomplete or FailureKind.ReadInconsistent)
        {
            return false;
        }
    }

    // Whoever was removed may have been invited anew by somebody: only the list of invitations tells whom its number counts. Where the page tells no number, that list does.
    private bool CountsFit(Sighting sighting, Step step, People known, PageLook look)
    {
        var (members, invitations) = (known.Members - (step == Step.Remove ? 1 : 0), known.Invitations - (step == Step.CancelInvitation ? 1 : 0));
        return (sighting is not Sighting.RowAndCounts || (Told("members.tabConfirmed") == members && Told("members.tabPending") == invitations))
            && (step != Step.Remove || Told("members.tabPending") == invitations);

        int? Told(string landmark) => LocalisedNumber.Parse(look.Text(landmark), visit.Map.Words(look.Language).NumberGroups);
    }

    // Nothing of what the pages still show is used after this: both lists are read anew, in pages that are loaded anew.
    private async Task FindOutAsync(Submission submission, Step step, MemberChange change, Progress progress, CancellationToken finish)
    {
        var before = people;
        people = null;
        if (submission is { Outcome: SubmissionOutcome.Refused, Refusal: { } kind })
        {
            progress.Refused();
            // Who is not there any more was what a removal wanted; the lists tell.
            if (kind is not FailureKind.MemberNotFound)
                throw AhrefsPage.Fault(kind, FailurePhase.Submit, submission.Detail ?? "the site refused it");
        }

        if (submission.Outcome is SubmissionOutcome.Skipped)
            progress.Refused();
        if (await ReadBackAsync(step, change, progress, judges: progress.IsOpen, finish))
        {
            if (step == Step.Remove && progress.Done.Contains(step) && before?.Invitation(change.Email) is null && people?.Invitation(change.Email) is not null)
                throw new AppFailureException(new Failure(FailureKind.EffectDiverged, FailurePhase.Verify, FailureEffect.Applied, "the member was removed, and somebody invited the address anew"));
            return;
        }

        if (submission.Outcome is SubmissionOutcome.Accepted)
            throw AhrefsPage.Fault(FailureKind.EffectNotApplied, FailurePhase.Verify, "the site said that it was done, and the lists do not show it");
        if (step.MostSubmits == 1)
            throw Unknown(submission.Detail ?? "no answer came");
        await ReadAgainAsync(step, change, progress, finish);
    }

    // It may be under way still: looked for once more, and only then sent once more. Until then it stays open, whatever comes in between.
    private async Task ReadAgainAsync(Step step, MemberChange change, Progress progress, CancellationToken cancel)
    {
        progress.MayYetCome(step);
        await Task.Delay(visit.Tools.Browser.EffectSettling, visit.Tools.Time, cancel);
        await ReadBackAsync(step, change, progress, judges: true, cancel);
    }

    // After every read that follows upon a click, and against what was there before it: an address may have become somebody else's.
    private static bool JudgeAll(Step step, MemberChange change, Progress progress, People people)
    {
        if (step == Step.Remove && people.IsSomebodyNew(change.Email, progress.Before))
        {
            progress.Effected(step);
            throw new AppFailureException(new Failure(FailureKind.EffectDiverged, FailurePhase.Verify, FailureEffect.Applied, "the member was removed, and the address is a member anew"));
        }

        if (Judge(step, change, progress, people))
            return true;
        return step == Step.Invite && progress.Before is { } before && people.HasNewcomers(before) ? throw Unclear() : false;
    }

    private static bool Judge(Step step, MemberChange change, Progress progress, People people)
    {
        if (people.Shows(step, change) || (step == Step.Resend && progress.SawExpired && people.Invitation(change.Email) is { InvitationExpired: false }))
        {
            progress.Effected(step);
            return true;
        }

        if (step == Step.ChangeRole && people.Member(change.Email)?.Role is { } third && progress.RoleBefore is { } before && third != before)
        {
            progress.Effected(step);
            throw new AppFailureException(new Failure(FailureKind.EffectDiverged, FailurePhase.Verify, FailureEffect.Applied, $"{before} was to become {change.Role}, and the list shows {third}"));
        }

        progress.ShownAbsent();
        return false;
    }

    // Whoever is invited may join with another address: they are not sent a second invitation, and nobody is taken for them.
    private static AppFailureException Unclear() => new(new Failure(
        FailureKind.AmbiguousIdentity, FailurePhase.Verify, FailureEffect.Unknown, "the invitation is in neither list, and an unknown member appeared meanwhile: it may have been accepted with another address"));

    private static AppFailureException Unknown(string detail) =>
        new(new Failure(FailureKind.EffectUnknown, FailurePhase.Verify, FailureEffect.Unknown, detail));
}
