using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>Sends what a dialog was prepared for: the intent first, then one click, then whatever the page makes of the answer.</summary>
internal sealed class Sender(AhrefsVisit visit, BatchBook batch)
{
    // What these mean is no question of this one effect: nothing more is asked of the site in this session.
    private static readonly FailureKind[] EndsTheSession =
        [FailureKind.SessionExpired, FailureKind.RateLimited, FailureKind.ChallengeRequired, FailureKind.SeatPurchaseNeedsApproval];

    public async Task<Submission> SendAsync(Step step, MemberChange change, MemberDesk desk, CancellationToken cancel, CancellationToken finish)
    {
        await batch.IntendAsync(change, cancel);
        cancel.ThrowIfCancellationRequested();
        var answered = desk.Page.Watch.NextPost();
        batch.ProgressOf(change).Send(step);
        try
        {
            await desk.Page.SubmitAsync(step.Confirm, finish);
            return await ReactionAsync(step, desk.Page, answered, finish);
        }
        catch (AppFailureException e) when (!EndsTheSession.Contains(e.Failure.Kind))
        {
            return new Submission(SubmissionOutcome.Unknown, Detail: e.Failure.Detail);
        }
    }

    private async Task<Submission> ReactionAsync(Step step, AhrefsPage page, Task<SeenAnswer> answered, CancellationToken finish)
    {
        var look = step.Dialog is { } dialog
            ? await page.LookAsync(new LookRequest("shell", Strict: true, Leaving: dialog, Also: ["refused", "dialog"]), FailurePhase.Verify, finish)
            : await ToastAsync(page, answered, finish);
        if (look.State is "dialog")
            throw await LeavePriceAsync(step, look, page, finish);
        var answer = answered.IsCompletedSuccessfully ? await answered : null;
        if (answer is { Status: 429 })
            throw AnswerFaults.RateLimited(answer.Headers, FailurePhase.Submit, visit.Tools);
        if (look.State is "refused")
            return RefusalOf(look, answer);
        // A page that closes its dialog whatever the answer was has told nothing.
        return answer is null or { Status: >= 200 and < 300 } ? Submission.Accepted : new Submission(SubmissionOutcome.Unknown, Detail: $"the site answered {answer.Status}");
    }

    private Submission RefusalOf(PageLook look, SeenAnswer? answer)
    {
        var text = look.Refusal ?? "";
        foreach (var (kind, texts) in visit.Map.Words(look.Language).Refusals)
        {
            if (texts.Any(known => text.Contains(known, StringComparison.OrdinalIgnoreCase)) && Enum.TryParse<FailureKind>(kind, out var refusal))
                return new Submission(SubmissionOutcome.Refused, refusal, $"the page says: '{text}'");
        }

        if (answer is { Status: 403, IsJson: true })
            return new Submission(SubmissionOutcome.Refused, FailureKind.InsufficientRole, "the site answered 403");
        return new Submission(SubmissionOutcome.Unknown, Detail: answer is null ? $"the page says: '{text}'" : $"the site answered {answer.Status}");
    }

    // Without a dialog to close, the answer itself and a passing message are all there is.
    private async Task<PageLook> ToastAsync(AhrefsPage page, Task<SeenAnswer> answered, CancellationToken finish)
    {
        await Task.WhenAny(answered, Task.Delay(visit.Tools.Browser.StepTimeout, visit.Tools.Time, finish));
        if (!answered.IsCompletedSuccessfully)
            throw AhrefsPage.Fault(FailureKind.EffectUnknown, FailurePhase.Verify, "no answer came");
        return await page.LookAsync(new LookRequest("shell"), FailurePhase.Verify, finish);
    }

    // The price was asked for and is not paid: back, out, and nothing was bought.
    private async Task<AppFailureException> LeavePriceAsync(Step step, PageLook look, AhrefsPage page, CancellationToken finish)
    {
        if (step != Step.Invite)
            return AhrefsPage.Fault(FailureKind.UnexpectedOverlay, FailurePhase.Verify, $"an unknown dialog is open: '{look.Dialog}'");
        var failure = await visit.WithEvidenceAsync(new Failure(FailureKind.SeatPurchaseNeedsApproval, FailurePhase.Submit, Detail: "the site asks to confirm a price"));
        await page.ClickAsync("priceDialog.back", FailurePhase.Verify, finish);
        await page.ClickAsync(step.Leave, FailurePhase.Verify, finish);
        return new AppFailureException(failure);
    }
}
