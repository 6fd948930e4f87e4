using Seatkeeper.AhrefsSimulator.Changes;
using Seatkeeper.AhrefsSimulator.Faulting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using static Seatkeeper.AhrefsSimulator.Scenarios.ScenarioCatalog;

namespace Seatkeeper.AhrefsSimulator.Scenarios;

/// <summary>Section 4 A: signing in, and who it is that signed in.</summary>
internal static class SignInScenarios
{
    private const string OtherPassword = "changed-on-the-site";
    private const string OtherSecret = "KRSXG5CTMVRXEZLU";

    public static readonly IReadOnlyList<Scenario> All =
    [
        Reads(1, "badPassword", "A wrong password is stored", "InvalidCredentials", s => s.Operator.ChangePassword(OtherPassword)),
        Reads(2, "badPasswordLocalised", "A wrong password is stored, and the page is German", "InvalidCredentials", GermanRefusal),
        Reads(3, "totpNeededNoSecret", "A code is asked and no secret is configured", "TotpRequired", s => s.Operator.TotpSecret ??= OtherSecret),
        Reads(4, "totpWrong", "The site refuses the code", "TotpRejected", s => s.Operator.TotpSecret = OtherSecret),
        Reads(5, "totpSkew", "The site's clock is off", "ClockSkew", s => s.World.Clock.Skew = TimeSpan.FromSeconds(s.Number("seconds", 95))),
        Reads(6, "totpWindowEdge", "Codes live no longer than their window and the answer is slow", "Succeeded", SlowCode),
        Reads(7, "totpMethodChoice", "The account has a security key and an app", "Succeeded", s => s.Operator.Methods = ["webauthn", "totp"]),
        Reads(7, "loneSecurityKey", "The account has only a security key", "TotpRequired", s => s.Operator.Methods = ["webauthn"]),
        Reads(8, "emailLink", "A mailed link has to be confirmed", "EmailLinkRequired", s => s.Operator.RequireEmailLink = true),
        Reads(9, "turnstileInteractive", "The check wants a click", "ChallengeRequired", s => s.Options(o => o with { Turnstile = "interactive" })),
        Reads(10, "cfInterstitial", "An interstitial on every route", "ChallengeRequired", Interstitial),
        Reads(11, "clearanceMoved", "The clearance was given to another machine", "ChallengeRequired", s => s.World.ClearanceSeed = "elsewhere"),
        Reads(12, "lockedOut", "Too many failures earlier", "AccountLocked", s => s.Operator.Locked = true),
        Reads(13, "ssoOnly", "The workspace enforces single sign-on", "SsoRequired", s => s.Settings(w => w with { SsoEnforced = true })),
        Reads(14, "forcedEnrollment", "The account must enrol a second factor", "TwoFactorEnrollmentRequired", s => s.Operator.MustEnrol = true),
        Reads(15, "loggedInAsOther", "The session is another person's", "WrongWorkspace", SignsInAsOther),
        Reads(16, "demoted", "The automation account became a Member", "InsufficientRole", Demote),
        Reads(17, "removedSelfByOther", "The automation account is no longer in the workspace", "InsufficientRole", RemoveOperator),
        Reads(18, "secondSessionKicks", "A person signs in with the same account and only one session is allowed", "SessionExpired", KickOut),
        Reads(134, "turnstileClosedShadow", "The check is out of a locator's reach", "ChallengeRequired", s => s.Options(o => o with { Turnstile = "closedShadow" })),
    ];

    private static void GermanRefusal(ScenarioStage stage)
    {
        stage.Settings(w => w with { Variant = "C" });
        stage.Operator.ChangePassword(OtherPassword);
    }

    private static void SlowCode(ScenarioStage stage)
    {
        stage.Options(o => o with { TotpToleranceSteps = 0 });
        stage.Fault(new FaultMatch { Call = "simTotp" }, new FaultAction { Kind = "respond", DelayMs = stage.Number("delayMs", 2000) });
    }

    private static void Interstitial(ScenarioStage stage)
    {
        var passes = stage.Number("passesAfterMs", 0);
        stage.Fault(
            new FaultMatch { Path = "*", Times = passes > 0 ? 1 : 0 },
            new FaultAction { Kind = "challenge", PassesAfterMs = passes > 0 ? passes : null });
    }

    private static void SignsInAsOther(ScenarioStage stage)
    {
        var other = stage.Workspace.Members.FirstOrDefault(m => m.Role == AccessLevel.Admin && m.Email != stage.World.OperatorEmail)?.Email ?? stage.OwnerEmail;
        stage.Operator.OpensAs = other;
        foreach (var session in stage.World.Sessions.All.Where(s => s.OpenedBy == stage.World.OperatorEmail)) session.AccountEmail = other;
    }

    private static void Demote(ScenarioStage stage)
    {
        if (stage.Workspace.FindMemberByEmail(stage.World.OperatorEmail) is { } self) MemberChanges.ChangeRole(Owners(stage), self, AccessLevel.Member);
    }

    private static void RemoveOperator(ScenarioStage stage)
    {
        stage.OwnWorkspace();
        if (stage.Workspace.FindMemberByEmail(stage.World.OperatorEmail) is { } self) MemberChanges.Remove(Owners(stage), self);
    }

    private static void KickOut(ScenarioStage stage)
    {
        stage.Operator.MaxSessions = 1;
        stage.World.Acts.Add("afterNextRead", () => Control.PersonActs.SignIn(stage.World, stage.World.OperatorEmail, workspaceId: null));
    }

    private static Hand Owners(ScenarioStage stage) => Hand.Of(stage.World, stage.Workspace, JournalActor.Person, stage.OwnerEmail);
}
