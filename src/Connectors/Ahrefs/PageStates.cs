using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Ahrefs;

/// <summary>
/// What to make of each state a page can be in. Only a state that is asked for goes on; a known overlay is closed, an
/// interstitial is given time to pass, and everything else ends as its typed failure.
/// </summary>
internal static class PageStates
{
    private const int MostOverlays = 4;
    private static readonly TimeSpan ChallengePause = TimeSpan.FromMilliseconds(250);

    public static async Task<PageLook> SettleAsync(AhrefsPage page, AhrefsVisit visit, LookRequest request, FailurePhase phase, CancellationToken cancel)
    {
        var from = visit.Tools.Time.GetTimestamp();
        var closed = 0;
        for (; ; )
        {
            var look = await page.GlanceAsync(request, visit.Tools.Browser.StepTimeout, phase, cancel);
            ThrowIfElsewhere(look, visit, phase);
            if (look.State is "challenge" && visit.Tools.Time.GetElapsedTime(from) < visit.Tools.Browser.ChallengeWait)
                await Task.Delay(ChallengePause, visit.Tools.Time, cancel);
            else if (look is { State: "overlay", Overlay: { } overlay } && MayClose(page, visit) && closed++ < MostOverlays)
                await page.CloseOverlayAsync(overlay, phase, cancel);
            else if (look.State is "ready" || request.Also?.Contains(look.State, StringComparer.Ordinal) == true || (request.Page is "signIn" && IsSignInStep(look.State)))
                return look;
            else
                throw ToFailure(look, visit, phase);
        }
    }

    private static bool MayClose(AhrefsPage page, AhrefsVisit visit) => !visit.IsProbe || page.Gate is not null;

    private static bool IsSignInStep(string state) => state is "login" or "loginError" or "totp" or "totpError" or "method" or "busy";

    // Some waits have a page of their own, told by its path whatever it shows.
    private static void ThrowIfElsewhere(PageLook look, AhrefsVisit visit, FailurePhase phase)
    {
        bool Is(string name) => visit.Map.Paths.TryGetValue(name, out var path) && visit.IsAt(look.Path, path);
        if (Is("emailLink"))
            throw AhrefsPage.Fault(FailureKind.EmailLinkRequired, FailurePhase.Login, "the site mailed a link and waits until it is opened");
        if (Is("enroll"))
            throw AhrefsPage.Fault(FailureKind.TwoFactorEnrollmentRequired, FailurePhase.Login, "the site wants the account to set up a second factor");
        if (Is("sso"))
            throw AhrefsPage.Fault(FailureKind.SsoRequired, FailurePhase.Login, "the site sends this account to single sign-on");
        if (look.State is "foreign")
            throw AhrefsPage.Fault(FailureKind.PageContractBroken, phase, $"the page map has no language '{Short(look.Language)}'");
    }

    private static AppFailureException ToFailure(PageLook look, AhrefsVisit visit, FailurePhase phase)
    {
        visit.SawBlankPage |= look is { State: "busy", Missing: null };
        return KindOf(look, visit, phase);
    }

    private static AppFailureException KindOf(PageLook look, AhrefsVisit visit, FailurePhase phase) => look.State switch
    {
        "login" or "loginError" or "loginDialog" or "oops" or "totp" or "totpError" or "method" =>
            AhrefsPage.Fault(FailureKind.SessionExpired, phase, "the site no longer knows the session"),
        "challenge" => AhrefsPage.Fault(FailureKind.ChallengeRequired, phase, "a human check did not pass by itself"),
        "legalConsent" => AhrefsPage.Fault(FailureKind.UnexpectedOverlay, phase, "legalConsent: the site asks to accept its terms; a person has to decide"),
        "overlay" => AhrefsPage.Fault(FailureKind.UnexpectedOverlay, phase, $"overlay '{look.Overlay}' {(visit.IsProbe ? "is not closed by a probe here, or does not close" : "does not close")}"),
        "dialog" => AhrefsPage.Fault(FailureKind.UnexpectedOverlay, phase, $"an unknown dialog is open: '{visit.Quote(look.Dialog)}'"),
        "notFound" => AhrefsPage.Fault(FailureKind.PageContractBroken, phase, $"the site says that {look.Path} does not exist"),
        "missing" => AhrefsPage.Fault(FailureKind.PageContractBroken, phase, $"{look.Missing}: {(look.Missing is "page.main" ? look.Found : 0)} found instead of 1 on {look.Path}"),
        "failed" => AhrefsPage.Fault(FailureKind.ReadIncomplete, phase, $"{look.Path} says that something went wrong"),
        "denied" => AhrefsPage.Fault(FailureKind.InsufficientRole, phase, "the page is for workspace owners and admins only"),
        "subscription" => AhrefsPage.Fault(FailureKind.SubscriptionProblem, phase, "the site wants its plan or its payment put right before anything else"),
        _ => AhrefsPage.Fault(FailureKind.ReadIncomplete, phase, $"the content of {look.Path} never came"),
    };

    private static string Short(string? text) => text is { Length: > 80 } ? text[..80] : text ?? "";
}
