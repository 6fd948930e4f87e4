using Microsoft.Playwright;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.AhrefsAccount;

/// <summary>A person's own security page, with them signed in; and the one click that sends what is on it.</summary>
internal sealed class SecurityPage
{
    private static readonly TimeSpan AnswerAfterSaying = TimeSpan.FromSeconds(2);

    private readonly AhrefsVisit visit;

    private SecurityPage(AhrefsVisit visit, AhrefsPage page)
    {
        this.visit = visit;
        Page = page;
    }

    public AhrefsPage Page { get; }

    /// <summary>Opens it, after it was seen who is signed in.</summary>
    public static async Task<SecurityPage> OpenAsync(AhrefsVisit visit, AhrefsReads reads, CancellationToken cancel)
    {
        if (!visit.Map.Paths.ContainsKey("security"))
            throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Navigate, "paths.security: the page map names no page for a password and two-factor authentication");
        var page = await visit.OpenPageAsync();
        await reads.VerifyOperatorAsync(page, cancel);
        await page.OpenAsync("security", FailurePhase.Navigate, cancel);
        return new SecurityPage(visit, page);
    }

    /// <summary>Looks at the page, or at a dialog that it opened.</summary>
    public Task<PageLook> LookAsync(FailurePhase phase, CancellationToken cancel, IReadOnlyList<string> texts, string? dialog = null, IReadOnlyList<string>? fresh = null, IJSHandle? earlier = null) =>
        Page.LookAsync(new LookRequest("security", texts, Strict: true, Dialog: dialog, Fresh: fresh, Earlier: earlier), phase, cancel);

    /// <summary>Fails unless each of these is there exactly once.</summary>
    public static void RequireOne(PageLook look, FailurePhase phase, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (look.Count(key) != 1)
                throw AhrefsPage.Fault(FailureKind.PageContractBroken, phase, $"{key}: {look.Count(key)} found instead of 1");
        }
    }

    /// <summary>
    /// Writes the intent, clicks once, and waits for what the page says: <paramref name="done"/>, or <paramref name="refused"/>. What goes
    /// wrong from the click on is told, and never thrown: it was sent, and only a sign-in shows what came of it. The same holds from
    /// <paramref name="type"/> on, for what a page may send of itself as soon as it was typed: that its button is gone then says nothing.
    /// </summary>
    public async Task<(OwnChange Change, PageLook? Said)> SendAsync(
        string button, string done, string refused, string? dialog, Func<CancellationToken, Task> intend, Func<CancellationToken, Task>? type, CancellationToken cancel)
    {
        var earlier = await Page.ElementsAsync([done, refused], FailurePhase.Prepare, cancel);
        await intend(cancel);
        var answered = Page.Watch.NextPost();
        var click = new Click();
        try
        {
            if (type is not null)
            {
                click.Began = true;
                await type(cancel);
            }

            // What the page has sent of itself is not sent again, whatever comes of it.
            if (await Page.SubmitAsync(button, click, cancel, type is null ? null : () => Page.Watch.HasSent) is not true && type is null)
                return (NotSent($"{button}: it is gone, something covers it, or it never became ready"), null);
            var said = await LookAsync(FailurePhase.Verify, cancel, [done, refused], dialog, [done, refused], earlier);
            await Task.WhenAny(answered, Task.Delay(AnswerAfterSaying, visit.Tools.Time, cancel));
            return (Judge(said, refused, answered.IsCompletedSuccessfully ? (await answered).Status : null), said);
        }
        catch (AppFailureException e) when (!click.Began)
        {
            return (new OwnChange(OwnChangeStatus.NotSent, e.Failure), null);
        }
        catch (AppFailureException e)
        {
            return (new OwnChange(OwnChangeStatus.Sent, e.Failure with { Effect = FailureEffect.Unknown }), null);
        }
    }

    // A no counts only with an answer that says so too.
    private static OwnChange Judge(PageLook said, string refused, int? status) => said.Count(refused) > 0 && status is >= 400 and < 500 and not 401 and not 429
        ? new OwnChange(OwnChangeStatus.Refused, new Failure(FailureKind.EffectNotApplied, FailurePhase.Submit, Detail: "The site refused the change."))
        : new OwnChange(OwnChangeStatus.Sent);

    private static OwnChange NotSent(string detail) =>
        new(OwnChangeStatus.NotSent, new Failure(FailureKind.UnexpectedOverlay, FailurePhase.Submit, Detail: detail + "; nothing was sent"));
}
