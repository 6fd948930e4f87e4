using Microsoft.Playwright;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>A step that is prepared down to its last click.</summary>
/// <param name="Step">The step.</param>
/// <param name="Change">The person, and what is wished.</param>
/// <param name="Desk">The list that it happens in.</param>
/// <param name="Recheck">Looks once more at everything that the click depends on, and throws where it moved.</param>
/// <param name="RoleBefore">The role that the person has until then.</param>
/// <param name="Row">The person's row as it was read.</param>
/// <param name="Submit">Sends it where no dialog asks; false where it never came to click.</param>
internal sealed record Prepared(
    Step Step, MemberChange Change, MemberDesk Desk, Func<CancellationToken, Task> Recheck, AppRole? RoleBefore = null, RowLook? Row = null,
    Func<CancellationToken, Task<bool?>>? Submit = null);

/// <summary>What is watched once something was sent: its answer, and the page's sayings that were there before.</summary>
internal sealed record Reaction(Task<SeenAnswer> Answered, IJSHandle Earlier);

/// <summary>Sends what a dialog was prepared for: what it takes away is pictured, the intent comes first, then one more look, one click, and whatever the page makes of the answer.</summary>
internal sealed class Sender(AhrefsVisit visit, BatchBook batch)
{
    private static readonly TimeSpan ToastWait = TimeSpan.FromSeconds(2);
    private static readonly string[] Toasts = ["toast.sent", "toast.notSent"];
    private static readonly TimeSpan MostBetween = TimeSpan.FromSeconds(10);

    // What these mean is no question of this one effect: nothing more is asked of the site in this session.
    private static readonly FailureKind[] EndsTheSession =
        [FailureKind.SessionExpired, FailureKind.RateLimited, FailureKind.ChallengeRequired, FailureKind.SeatPurchaseNeedsApproval];

    public async Task<Submission> SendAsync(Prepared prepared, CancellationToken cancel, CancellationToken finish)
    {
        var (step, change, desk, recheck, roleBefore, _, submit) = prepared;
        var before = step.TakesAway ? await new ChangeCamera(visit).BeforeAsync(prepared, cancel) : null;
        await batch.IntendAsync(change, before, cancel);
        // An intent holds good for as long as the workspace is surely still ours.
        var from = visit.Tools.Time.GetTimestamp();
        await recheck(cancel);
        if (visit.Tools.Time.GetElapsedTime(from) > MostBetween)
            throw AhrefsPage.Fault(FailureKind.TimeoutBeforeSubmit, FailurePhase.Submit, "the page took too long to be looked at once more, so nothing was sent");
        // What the page says still of an earlier person must not pass for what it says of this one.
        var earlier = await desk.Page.ElementsAsync(Toasts, FailurePhase.Prepare, cancel);
        cancel.ThrowIfCancellationRequested();
        var answered = desk.Page.Watch.NextPost();
        batch.ProgressOf(change).Send(step, roleBefore);
        try
        {
            var clicked = await (submit?.Invoke(finish) ?? desk.Page.SubmitAsync(step.Confirm, finish));
            if (clicked is true)
                return await ReactionAsync(step, submit is null ? step.Dialog : null, desk.Page, new Reaction(answered, earlier), finish);
            if (clicked is null)
            {
                // The page drew itself anew between the last look and the click.
                batch.ProgressOf(change).NotSent();
                return Submission.Moved;
            }
        }
        catch (AppFailureException e) when (e.Failure is { Kind: FailureKind.SafetyStop, Phase: FailurePhase.Submit })
        {
            batch.ProgressOf(change).NotSent();
            throw;
        }
        catch (AppFailureException e) when (!EndsTheSession.Contains(e.Failure.Kind))
        {
            return new Submission(SubmissionOutcome.Unknown, Detail: e.Failure.Detail);
        }

        batch.ProgressOf(change).NotSent();
        throw AhrefsPage.Fault(FailureKind.UnexpectedOverlay, FailurePhase.Submit, $"{step.Confirm}: something covers it, or it never became ready; nothing was sent");
    }

    private async Task<Submission> ReactionAsync(Step step, string? asked, AhrefsPage page, Reaction reaction, CancellationToken finish)
    {
        var (answered, earlier) = reaction;
        PageLook? look = null;
        // What the page says for a moment only is looked for in the page itself, from the click on: no driver has to be in time for it.
        var said = step == Step.Resend ? GlanceForToastAsync(page, earlier, visit.Tools.Browser.StepTimeout, finish) : Task.FromResult<PageLook?>(null);
        if (asked is { } dialog)
            look = await page.LookAsync(new LookRequest("shell", Toasts, Strict: true, Leaving: dialog, Also: ["refused", "dialog"], Earlier: earlier), FailurePhase.Verify, finish);
        if (look?.State is "dialog")
            throw await LeavePriceAsync(step, look, page, finish);
        // A page may show what it hopes for, before the site has answered.
        if (look is null || (look.State is not "refused" && page.Watch.HasSent))
            await Task.WhenAny(answered, Task.Delay(visit.Tools.Browser.StepTimeout, visit.Tools.Time, finish));
        var answer = answered.IsCompletedSuccessfully ? await answered : null;
        if (answer is null && (look is null || (look.State is not "refused" && page.Watch.HasSent)))
            return new Submission(SubmissionOutcome.Unknown, Detail: "no answer came");
        if (answer is { Status: 429 })
            throw AnswerFaults.RateLimited(answer.Headers, FailurePhase.Submit, visit.Tools);
        if (look?.State is "refused")
            return RefusalOf(look, answer);
        // A page that closes its dialog whatever the answer was has told nothing.
        if (answer is not (null or { Status: >= 200 and < 300 }))
            return asked is null ? await RefusalOnPageAsync(page, answer, finish) : new Submission(SubmissionOutcome.Unknown, Detail: $"the site answered {answer.Status}");
        if (step != Step.Resend && step != Step.Invite)
            return Submission.Accepted;
        await Task.WhenAny(said, Task.Delay(ToastWait, visit.Tools.Time, finish));
        return SaidBy(look ?? (said.IsCompletedSuccessfully ? await said : null)) ?? SaidBy(await GlanceForToastAsync(page, earlier, ToastWait, finish))
            ?? new Submission(SubmissionOutcome.Unknown, Detail: "the page did not say that the invitation was sent");
    }

    // An answer alone does not tell that anything was mailed: the site may have skipped the address. Where the page says neither, the lists decide.
    private static Submission? SaidBy(PageLook? look) =>
        look?.Count("toast.sent") > 0 ? Submission.Accepted : look?.Count("toast.notSent") > 0 ? Submission.Skipped : null;

    private static async Task<PageLook?> GlanceForToastAsync(AhrefsPage page, IJSHandle earlier, TimeSpan wait, CancellationToken finish)
    {
        try
        {
            return await page.GlanceAsync(new LookRequest("shell", Toasts, Fresh: Toasts, Earlier: earlier), wait, FailurePhase.Verify, finish);
        }
        catch (Exception e) when (e is AppFailureException || BrowserFaults.IsBrowserFault(e))
        {
            // The page went away or is in trouble: whoever waits for the answer is told.
            return null;
        }
    }

    // Without a dialog, the page itself may say why not.
    private async Task<Submission> RefusalOnPageAsync(AhrefsPage page, SeenAnswer answer, CancellationToken finish)
    {
        var look = await page.GlanceAsync(new LookRequest("shell", ["page.error"], Await: "page.error"), ToastWait, FailurePhase.Verify, finish);
        return RefusalOf(look with { Refusal = look.Text("page.error") }, answer);
    }

    private Submission RefusalOf(PageLook look, SeenAnswer? answer)
    {
        var text = look.Refusal ?? "";
        foreach (var (kind, texts) in visit.Map.Words(look.Language).Refusals)
        {
            if (texts.Any(known => text.Contains(known, StringComparison.OrdinalIgnoreCase)) && Enum.TryParse<FailureKind>(kind, out var refusal))
                return new Submission(SubmissionOutcome.Refused, refusal, $"the page says: '{visit.Quote(text)}'");
        }

        if (answer is { Status: 403, IsJson: true })
            return new Submission(SubmissionOutcome.Refused, FailureKind.InsufficientRole, "the site answered 403");
        return new Submission(SubmissionOutcome.Unknown, Detail: answer is null ? $"the page says: '{visit.Quote(text)}'" : $"the site answered {answer.Status}");
    }

    // The price was asked for and is not paid: back, out, and nothing was bought.
    private async Task<AppFailureException> LeavePriceAsync(Step step, PageLook look, AhrefsPage page, CancellationToken finish)
    {
        if (step != Step.Invite)
            return AhrefsPage.Fault(FailureKind.UnexpectedOverlay, FailurePhase.Verify, $"an unknown dialog is open: '{visit.Quote(look.Dialog)}'");
        var failure = await visit.WithEvidenceAsync(new Failure(FailureKind.SeatPurchaseNeedsApproval, FailurePhase.Submit, Detail: "the site asks to confirm a price"));
        await page.ClickAsync("priceDialog.back", FailurePhase.Verify, finish);
        await page.ClickAsync(step.Leave, FailurePhase.Verify, finish);
        return new AppFailureException(failure);
    }
}
