using Microsoft.Playwright;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsControls;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Seats;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>A step that is prepared down to its last click.</summary>
/// <param name="Step">The step.</param>
/// <param name="Change">The person, and what is wished.</param>
/// <param name="Desk">The list that it happens in.</param>
/// <param name="Recheck">Looks once more at everything that the click depends on, and throws where it moved.</param>
/// <param name="RoleBefore">The role that the person has until then.</param>
/// <param name="Row">The person's row as it was read.</param>
/// <param name="Submit">Sends it where no dialog asks.</param>
/// <param name="Slip">Who else may be changed with it.</param>
internal sealed record Prepared(
    Step Step, MemberChange Change, MemberDesk Desk, Func<CancellationToken, Task> Recheck, AppRole? RoleBefore = null, RowLook? Row = null,
    Func<Click, CancellationToken, Task<PressOutcome>>? Submit = null, Slip Slip = Slip.Nobody);

/// <summary>What is watched once something was sent: its answer, and the page's sayings that were there before.</summary>
internal sealed record Reaction(Task<SeenAnswer> Answered, IJSHandle Earlier, SeatBudget? Budget);

/// <summary>Sends what a dialog was prepared for: what it takes away is pictured, the intent comes first, then one more look, one click, and whatever the page makes of the answer.</summary>
internal sealed class Sender(AhrefsVisit visit, BatchBook batch)
{
    private static readonly TimeSpan ToastWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ToastLife = TimeSpan.FromSeconds(5);
    private static readonly string AbsentScript = PageScripts.Of("absent.js");
    private static readonly string[] Toasts = ["toast.sent", "toast.notSent"];
    private static readonly TimeSpan MostBetween = TimeSpan.FromSeconds(10);

    // What these mean is no question of this one effect: nothing more is asked of the site in this session.
    private static readonly FailureKind[] EndsTheSession =
        [FailureKind.SessionExpired, FailureKind.RateLimited, FailureKind.ChallengeRequired, FailureKind.SeatPurchaseNeedsApproval];

    /// <summary>
    /// Waits, for a while, until the page no longer says what it said of an earlier person: it may draw that anew, and it would look like
    /// news.
    /// </summary>
    public static Task QuietAsync(AhrefsPage page, CancellationToken cancel) =>
        page.AskAsync(AbsentScript, new { keys = Toasts, waitMs = ToastLife.TotalMilliseconds }, FailurePhase.Prepare, cancel);

    /// <summary>Pictures what will be taken away, writes the intent, and looks once more; what follows is the click, and nothing else.</summary>
    public async Task<IJSHandle> IntendAsync(Prepared prepared, CancellationToken cancel)
    {
        var before = prepared.Step.TakesAway ? await new ChangeCamera(visit).BeforeAsync(prepared, cancel) : null;
        await batch.IntendAsync(prepared.Change, prepared.Step, before, cancel);
        // An intent holds good for as long as the workspace is surely still ours.
        var from = visit.Tools.Time.GetTimestamp();
        await prepared.Recheck(cancel);
        // What the page says still of an earlier person must not pass for what it says of this one.
        var earlier = await prepared.Desk.Page.ElementsAsync(Toasts, FailurePhase.Prepare, cancel);
        cancel.ThrowIfCancellationRequested();
        if (visit.Tools.Time.GetElapsedTime(from) > MostBetween)
            throw AhrefsPage.Fault(FailureKind.TimeoutBeforeSubmit, FailurePhase.Submit, "the page took too long to be looked at once more, so nothing was sent");
        return earlier;
    }

    public async Task<Submission> SendAsync(Prepared prepared, CancellationToken cancel, CancellationToken finish)
    {
        var (step, change, desk, _, roleBefore, _, submit, slip) = prepared;
        var earlier = await IntendAsync(prepared, cancel);
        var progress = batch.ProgressOf(change);
        // What was to be submitted now may have been sent by what led to it.
        if (desk.Page.Watch.HasSent)
            return Acted(step, progress, roleBefore);
        var answered = desk.Page.Watch.NextPost();
        progress.Send(step, roleBefore, slip);
        var click = new Click();
        try
        {
            switch (await (submit?.Invoke(click, finish) ?? ConfirmAsync(desk.Page, step, click, finish)))
            {
                case PressOutcome.Made:
                    return await ReactionAsync(step, submit is null ? step.Dialog : null, desk.Page, new Reaction(answered, earlier, change.Budget), finish);
                case PressOutcome.Unproven:
                    return new Submission(SubmissionOutcome.Unknown, Detail: $"{step.Confirm}: the page was drawn anew in the moment of the click");
                case PressOutcome.Moved:
                    // The page drew itself anew between the last look and the click.
                    progress.NotSent();
                    return Submission.Moved;
            }
        }
        catch (AppFailureException) when (!click.Began)
        {
            progress.NotSent();
            throw;
        }
        catch (AppFailureException e) when (e.Failure.Kind is FailureKind.RateLimited)
        {
            // Whether it was this very thing that is to be asked for later, and not the list after it.
            await Task.WhenAny(answered, Task.Delay(ToastWait, visit.Tools.Time, finish));
            // Of an invitation the next try could not tell whether somebody has accepted it meanwhile, under another address: it stays open.
            if (!(step.TakesAway || step == Step.ChangeRole) || !answered.IsCompletedSuccessfully || await answered is not { Status: 429 })
                throw;
            // What the page sent has its answer: it did not act by itself.
            desk.Page.Watch.ForgetSends();
            progress.Postponed();
            throw;
        }
        catch (AppFailureException e) when (!EndsTheSession.Contains(e.Failure.Kind))
        {
            return new Submission(SubmissionOutcome.Unknown, Detail: e.Failure.Detail);
        }

        progress.NotSent();
        throw AhrefsPage.Fault(FailureKind.UnexpectedOverlay, FailurePhase.Submit, $"{step.Confirm}: something covers it, or it never became ready; nothing was sent");
    }

    /// <summary>
    /// The page sent something though nothing was submitted: what should have asked may have acted. It is treated as sent, and the lists
    /// decide.
    /// </summary>
    public async Task<Submission> ActedAsync(Step step, MemberChange change, AppRole? roleBefore, CancellationToken finish)
    {
        var acted = Acted(step, batch.ProgressOf(change), roleBefore);
        await batch.IntendAsync(change, step, before: null, finish);
        return acted;
    }

    private static Submission Acted(Step step, Progress progress, AppRole? roleBefore)
    {
        progress.Send(step, roleBefore, Slip.Anybody);
        progress.ActedAtOnce = true;
        return new Submission(SubmissionOutcome.Unknown, Detail: $"{step.Opener}: the page sent something before anything was submitted");
    }

    /// <summary>True where nothing more can be asked of the site in this session, or nothing more is wanted.</summary>
    public static bool EndsWith(Exception trouble) => trouble is not AppFailureException { Failure: var failure } || EndsTheSession.Contains(failure.Kind);

    private static async Task<PressOutcome> ConfirmAsync(AhrefsPage page, Step step, Click click, CancellationToken finish) =>
        await page.SubmitAsync(step.Confirm, click, finish) switch
        {
            true => PressOutcome.Made,
            false => PressOutcome.NotReady,
            null => PressOutcome.Moved,
        };

    private async Task<Submission> ReactionAsync(Step step, string? asked, AhrefsPage page, Reaction reaction, CancellationToken finish)
    {
        var (answered, earlier, budget) = reaction;
        PageLook? look = null;
        // What the page says for a moment only is looked for in the page itself, from the click on: no driver has to be in time for it.
        var said = step == Step.Resend ? GlanceForToastAsync(page, earlier, visit.Tools.Browser.StepTimeout, finish) : Task.FromResult<PageLook?>(null);
        if (asked is { } dialog)
            look = await page.LookAsync(new LookRequest("shell", Toasts, Strict: true, Leaving: dialog, Also: ["refused", "dialog"], Earlier: earlier), FailurePhase.Verify, finish);
        if (look?.State is "dialog")
            throw await LeavePriceAsync(step, look, budget, page, finish);
        // A page may show what it hopes for, or fears, before the site has answered.
        if (look?.State is not "refused")
            await Task.WhenAny(answered, Task.Delay(ToastWait, visit.Tools.Time, finish));
        if (look is null || page.Watch.HasSent)
            await Task.WhenAny(answered, Task.Delay(visit.Tools.Browser.StepTimeout, visit.Tools.Time, finish));
        var answer = answered.IsCompletedSuccessfully ? await answered : null;
        // A dialog that closed has told nothing, as long as nothing was seen to be sent and answered.
        if (answer is null && (look?.State is not "refused" || page.Watch.HasSent))
            return new Submission(SubmissionOutcome.Unknown, Detail: "no answer came");
        if (answer is { Status: 429 })
            throw AnswerFaults.RateLimited(answer.Headers, FailurePhase.Submit, visit.Tools);
        if (look?.State is "refused")
            return RefusalOf(look, answer);
        // A page that closes its dialog whatever the answer was has told nothing.
        if (answer is not (null or { Status: >= 200 and < 300 }))
            return asked is null && IsNo(answer) ? await RefusalOnPageAsync(page, reaction, answer, finish) : new Submission(SubmissionOutcome.Unknown, Detail: $"the site answered {answer.Status}");
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

    // Whatever the page says: after any other answer it may have taken effect.
    private static bool IsNo(SeenAnswer answer) => answer.Status is >= 400 and < 500;

    // Without a dialog, the page itself may say why not, in words that did not stand there before.
    private async Task<Submission> RefusalOnPageAsync(AhrefsPage page, Reaction reaction, SeenAnswer answer, CancellationToken finish)
    {
        var look = await page.GlanceAsync(new LookRequest("shell", ["page.error"], Fresh: ["page.error"], Earlier: reaction.Earlier), ToastWait, FailurePhase.Verify, finish);
        return RefusalOf(look with { Refusal = look.Text("page.error") }, answer);
    }

    private Submission RefusalOf(PageLook look, SeenAnswer? answer)
    {
        var text = look.Refusal ?? "";
        if (answer is not null && !IsNo(answer))
            return new Submission(SubmissionOutcome.Unknown, Detail: $"the site answered {answer.Status}, and the page says: '{visit.Quote(text)}'");
        // A page that went over to a language that the map does not know is not understood.
        foreach (var (kind, texts) in visit.Map.Languages.GetValueOrDefault(look.Language)?.Refusals ?? new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal))
        {
            if (texts.Any(known => text.Contains(known, StringComparison.OrdinalIgnoreCase)) && Enum.TryParse<FailureKind>(kind, out var refusal))
                return new Submission(SubmissionOutcome.Refused, refusal, $"the page says: '{visit.Quote(text)}'");
        }

        if (answer is { Status: 402 })
            return new Submission(SubmissionOutcome.Refused, FailureKind.SeatPurchaseNeedsApproval, "the site answered 402: it asks to be paid first");
        if (answer is { Status: 403, IsJson: true })
            return new Submission(SubmissionOutcome.Refused, FailureKind.InsufficientRole, "the site answered 403");
        return new Submission(SubmissionOutcome.Unknown, Detail: answer is null ? $"the page says: '{visit.Quote(text)}'" : $"the site answered {answer.Status}");
    }

    // Both figures, where one is allowed: what asks to be confirmed is a person's to confirm, whatever the permission.
    private string PriceDetail(PageLook look, SeatBudget? budget) => "the site asks to confirm a price"
        + (budget is null ? "" : $": '{visit.Quote(PriceText.From(look.Dialog ?? ""))}'; {budget.Terms}; no price is ever confirmed by the automation");

    // The price was asked for and is not paid: back, out, and nothing was bought. No probe ever saw that dialog's buttons: where only
    // what was probed may be clicked, the page is left by its address.
    private async Task<AppFailureException> LeavePriceAsync(Step step, PageLook look, SeatBudget? budget, AhrefsPage page, CancellationToken finish)
    {
        if (step != Step.Invite)
            return AhrefsPage.Fault(FailureKind.UnexpectedOverlay, FailurePhase.Verify, $"an unknown dialog is open: '{visit.Quote(look.Dialog)}'");
        var failure = await visit.WithEvidenceAsync(new Failure(FailureKind.SeatPurchaseNeedsApproval, FailurePhase.Submit, Detail: PriceDetail(look, budget)));
        if (visit.Permit.IsRestricted)
        {
            await page.GuardAsync(FailurePhase.Verify, finish, () => page.Page.GotoAsync("about:blank").WaitAsync(finish));
            return new AppFailureException(failure);
        }

        await page.ClickAsync("priceDialog.back", FailurePhase.Verify, finish);
        await page.ClickAsync(step.Leave, FailurePhase.Verify, finish);
        return new AppFailureException(failure);
    }
}
