using Seatkeeper.Connectors.Browser;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Ahrefs;

/// <summary>
/// Signs the automation account in. Every step is recorded before it is taken; what the site rejected is never sent
/// again; what needs a person stops and says so.
/// </summary>
internal sealed class SignIn(AhrefsVisit visit, AhrefsPage page)
{
    private static readonly string[] LoginStates = ["login", "loginError", "loginDialog"];
    private static readonly LookRequest Anything = new("signIn");

    /// <summary>Leaves the page signed in.</summary>
    /// <param name="replacesSession">A session that had worked died; then the spacing of unattended sign-ins counts.</param>
    /// <param name="cancel">Ends the sign-in.</param>
    public Task RunAsync(bool replacesSession, CancellationToken cancel) => ConnectorTelemetry.SpanAsync("Sign in", async () =>
    {
        await PassAsync(replacesSession, cancel);
        return true;
    });

    private async Task PassAsync(bool replacesSession, CancellationToken cancel)
    {
        var credentials = await visit.CredentialsAsync(cancel);
        var record = await AllowAsync(credentials, replacesSession, cancel);
        visit.Run.Report("Signing in");
        await page.OpenAsync("login", FailurePhase.Login, cancel);
        var look = await page.LookAsync(Anything, FailurePhase.Login, cancel);
        if (look.State is "login" or "loginError")
        {
            await FillFormAsync(credentials, cancel);
            record = await RecordAttemptAsync(record, credentials, replacesSession, cancel);
            look = await SubmitAsync(record, cancel);
        }

        look = await new SecondFactor(visit, page).PassAsync(look, credentials, record, cancel);
        if (look.State is not "ready")
            throw AhrefsPage.Fault(FailureKind.TimeoutBeforeSubmit, FailurePhase.Login, "the site showed no page after the sign-in");
    }

    private async Task<SignInRecord> AllowAsync(AppCredentials credentials, bool replacesSession, CancellationToken cancel)
    {
        var record = await visit.Run.GetSignInRecordAsync(cancel);
        var sameCredentials = record.CredentialsVersion == credentials.Version;
        // A person's word opens a locked account or another code; a rejected password stays rejected.
        if (sameCredentials && record.RejectedKind is { } rejected && !(record.SignInAtOnce && rejected is not FailureKind.InvalidCredentials))
            throw AhrefsPage.Fault(rejected, FailurePhase.Login, "the site rejected these credentials before; they are not tried again");
        if (replacesSession && sameCredentials && !record.SignInAtOnce && record.LastUnattendedSignIn is { } last)
        {
            var left = last + visit.Tools.Browser.SignInSpacing - visit.Tools.Time.GetUtcNow();
            // One that is dated later than now is of a clock that was wrong, and keeps nobody out.
            if (left > TimeSpan.Zero && left <= visit.Tools.Browser.SignInSpacing)
            {
                throw new AppFailureException(new Failure(FailureKind.SessionExpired, FailurePhase.Login,
                    Detail: "the session died again soon after a sign-in; somebody else may be using the account", RetryAfter: left));
            }
        }

        return sameCredentials ? record with { RejectedKind = null } : new SignInRecord(credentials.Version, LastUsedCodeStep: record.LastUsedCodeStep);
    }

    private async Task<SignInRecord> RecordAttemptAsync(SignInRecord record, AppCredentials credentials, bool replacesSession, CancellationToken cancel)
    {
        var attempt = record with
        {
            CredentialsVersion = credentials.Version,
            LastUnattendedSignIn = replacesSession && !record.SignInAtOnce ? visit.Tools.Time.GetUtcNow() : record.LastUnattendedSignIn,
            SignInAtOnce = false,
        };
        await visit.Run.SaveSignInRecordAsync(attempt, cancel);
        return attempt;
    }

    private async Task FillFormAsync(AppCredentials credentials, CancellationToken cancel)
    {
        await page.FillAsync("login.email", credentials.Username, FailurePhase.Login, cancel);
        await page.FillAsync("login.password", credentials.Password, FailurePhase.Login, cancel);
        var time = visit.Tools.Time;
        var from = time.GetTimestamp();
        while (!await page.IsEnabledAsync("login.submit", FailurePhase.Login, cancel))
        {
            // A human check enables the button, or does not: it is looked at, never touched.
            if (time.GetElapsedTime(from) > visit.Tools.Browser.SubmitWait)
                throw AhrefsPage.Fault(FailureKind.ChallengeRequired, FailurePhase.Login, "the sign-in form waits for a human check");
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancel);
        }
    }

    private async Task<PageLook> SubmitAsync(SignInRecord record, CancellationToken cancel)
    {
        page.Watch.Restart();
        var posted = page.Watch.Posted;
        await page.ClickAsync("login.submit", FailurePhase.Login, cancel);
        await Task.WhenAny(posted, Task.Delay(visit.Tools.Browser.StepTimeout, visit.Tools.Time, cancel));
        if (posted.IsCompleted && (await posted).Status >= 400)
            throw await RejectedAsync(await posted, text: null, record, cancel);
        var look = await page.LookAsync(Anything with { Texts = ["login.error"], Past = ["login", "loginDialog"] }, FailurePhase.Login, cancel);
        if (look.State is "loginError")
            throw await RejectedAsync(answer: null, look, record, cancel);
        if (LoginStates.Contains(look.State, StringComparer.Ordinal))
            throw AhrefsPage.Fault(FailureKind.TimeoutBeforeSubmit, FailurePhase.Login, "the site did not answer the sign-in");
        return look;
    }

    /// <summary>Decides by the answer's status where one was seen, by known words otherwise; an unknown refusal counts as the password's.</summary>
    private async Task<AppFailureException> RejectedAsync(SeenAnswer? answer, PageLook? text, SignInRecord record, CancellationToken cancel)
    {
        if (answer?.Status is 429)
            return AnswerFaults.RateLimited(answer.Headers, FailurePhase.Login, visit.Tools);
        if (answer?.Status is >= 500)
            return AhrefsPage.Fault(FailureKind.SiteUnavailable, FailurePhase.Login, $"the site answered {answer.Status} to the sign-in");
        if (answer?.Status is 403)
            return AhrefsPage.Fault(FailureKind.ChallengeRequired, FailurePhase.Login, "the site's human check refused the sign-in");
        var kind = answer?.Status is 423 ? FailureKind.AccountLocked : KindByWords(text);
        if (kind is FailureKind.InvalidCredentials or FailureKind.AccountLocked)
            await visit.Run.SaveSignInRecordAsync(record with { RejectedKind = kind }, cancel);
        return AhrefsPage.Fault(kind, FailurePhase.Login, kind is FailureKind.AccountLocked ? "the site locked the account" : "the site refused the sign-in");
    }

    private FailureKind KindByWords(PageLook? look)
    {
        if (look?.Text("login.error") is not { } said)
            return FailureKind.InvalidCredentials;
        foreach (var (kind, words) in visit.Map.Words(look.Language).SignInErrors)
        {
            if (words.Any(word => said.Contains(word, StringComparison.OrdinalIgnoreCase)) && Enum.TryParse<FailureKind>(kind, out var known))
                return known;
        }

        return FailureKind.InvalidCredentials;
    }
}
