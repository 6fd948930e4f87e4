using System.Globalization;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Ahrefs;

/// <summary>
/// Passes the site's question for a one-time code. The code's step is recorded before it is typed, so that no code is
/// ever sent twice; after two refusals a person is needed.
/// </summary>
internal sealed class SecondFactor(AhrefsVisit visit, AhrefsPage page)
{
    private const int Digits = 6;
    private const int MostTries = 2;
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(20);
    private static readonly LookRequest Request = new("signIn", Texts: ["totp.digits", "totp.submit", "totp.methodApp"]);

    public async Task<PageLook> PassAsync(PageLook look, AppCredentials credentials, SignInRecord record, CancellationToken cancel)
    {
        if (look.State is "method")
            look = await ChooseAppAsync(cancel);
        if (look.State is not ("totp" or "totpError"))
            return look;
        if (string.IsNullOrWhiteSpace(credentials.TotpSecret))
        {
            return await PassAsync(
                await visit.Run.TakeOneTimeCodeAsync(cancel) ?? throw AhrefsPage.Fault(FailureKind.TotpRequired, FailurePhase.Login, "the site asks for a one-time code and no secret is saved"), cancel);
        }

        for (var attempt = 1; ; attempt++)
        {
            var code = await OneTimeCode.NextAsync(credentials.TotpSecret, record.LastUsedCodeStep, visit.Tools.Time, cancel);
            visit.Mask.Add(code.Code);
            record = record with { LastUsedCodeStep = code.Step };
            await visit.Run.SaveSignInRecordAsync(record, cancel);
            var refusal = await SendAsync(code.Code, cancel);
            visit.PassedSecondFactor |= refusal is null;
            if (refusal is null)
                return await page.LookAsync(new LookRequest("signIn", Past: ["totp", "totpError"]), FailurePhase.Login, cancel);
            ThrowIfClockIsOff(refusal);
            if (attempt == MostTries)
                throw await RejectedAsync(record, cancel);
        }
    }

    // What a person typed is sent once, and a refusal is theirs to answer again: it says nothing of what is saved.
    private async Task<PageLook> PassAsync(string given, CancellationToken cancel)
    {
        visit.Mask.Add(given);
        if (await SendAsync(given, cancel) is { } refusal)
        {
            ThrowIfClockIsOff(refusal);
            throw AhrefsPage.Fault(FailureKind.TotpRequired, FailurePhase.Login, "the site refused the one-time code that a person gave; it asks for another one");
        }

        visit.PassedSecondFactor = true;
        return await page.LookAsync(new LookRequest("signIn", Past: ["totp", "totpError"]), FailurePhase.Login, cancel);
    }

    private async Task<PageLook> ChooseAppAsync(CancellationToken cancel)
    {
        var look = await page.LookAsync(Request, FailurePhase.Login, cancel);
        if (look.Count("totp.methodApp") == 0)
            throw AhrefsPage.Fault(FailureKind.TotpRequired, FailurePhase.Login, "the site offers no authenticator app, only other second factors");
        await page.ClickAsync("totp.methodApp", FailurePhase.Login, cancel);
        return await page.LookAsync(Request with { Past = ["method"] }, FailurePhase.Login, cancel);
    }

    /// <summary>The site's refusal, or null where it went on.</summary>
    private async Task<SeenAnswer?> SendAsync(string code, CancellationToken cancel)
    {
        var look = await page.LookAsync(Request, FailurePhase.Login, cancel);
        if (look.Count("totp.digits") != Digits)
            throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Login, $"totp.digits: {look.Count("totp.digits")} found instead of {Digits}");
        page.Watch.Restart();
        var posted = page.Watch.Posted;
        await page.TypeCodeAsync(code, FailurePhase.Login, cancel);
        // Where a button waits for a click, the form does not send itself; pressing both would send the code twice.
        if (look.Count("totp.submit") > 0)
            await page.ClickAsync("totp.submit", FailurePhase.Login, cancel);
        await Task.WhenAny(posted, Task.Delay(visit.Tools.Browser.StepTimeout, visit.Tools.Time, cancel));
        if (!posted.IsCompleted)
            throw AhrefsPage.Fault(FailureKind.TimeoutBeforeSubmit, FailurePhase.Login, "the site did not answer the one-time code");
        var answer = await posted;
        if (answer.Status is 429)
            throw AnswerFaults.RateLimited(answer.Headers, FailurePhase.Login, visit.Tools);
        if (answer.Status is >= 500)
            throw AhrefsPage.Fault(FailureKind.SiteUnavailable, FailurePhase.Login, $"the site answered {answer.Status} to the one-time code");
        return answer.Status >= 400 ? answer : null;
    }

    private void ThrowIfClockIsOff(SeenAnswer refusal)
    {
        if (!DateTimeOffset.TryParse(refusal.Header("date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var site))
            return;
        var offset = site - visit.Tools.Time.GetUtcNow();
        if (offset.Duration() > MostSkew)
        {
            throw AhrefsPage.Fault(FailureKind.ClockSkew, FailurePhase.Login,
                string.Create(CultureInfo.InvariantCulture, $"the site's clock differs from ours by {offset.TotalSeconds:0} seconds"));
        }
    }

    private async Task<AppFailureException> RejectedAsync(SignInRecord record, CancellationToken cancel)
    {
        await visit.Run.SaveSignInRecordAsync(record with { RejectedKind = FailureKind.TotpRejected }, cancel);
        return AhrefsPage.Fault(FailureKind.TotpRejected, FailurePhase.Login, "the site refused two one-time codes");
    }
}
