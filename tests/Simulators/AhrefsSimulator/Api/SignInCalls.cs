using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Pages;

namespace Seatkeeper.AhrefsSimulator.Api;

/// <summary>The password step.</summary>
internal static class SignInCalls
{
    private const int MostWrongPasswords = 5;
    private static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(10);

    public static SimAnswer SignIn(SimCall call)
    {
        if (!call.World.ChallengeTokens.Remove(call.Text("challengeToken") ?? "")) return SimAnswer.Error(403, "Challenge");
        var account = call.World.FindAccount(call.Text("email") ?? "");
        if (account?.Locked == true) return Rejected(call, account, SimAnswer.Error(423, "Locked"), "lockedOut");
        if (account?.Accepts(call.Text("password") ?? "") != true) return WrongPassword(call, account);
        call.Note(JournalKind.Auth, "passwordAccepted", e => e with { Target = account.Email });
        account.WrongPasswords = 0;
        if (IsLimitedToSso(call, account)) return Next("sso");
        var returnPath = PagePaths.Local(call.Text("return"));
        return StepAfterPassword(call, account) is { } step ? BeginHalf(call, account, step, returnPath) : Done(call, account, returnPath);
    }

    public static SimAnswer SignOut(SimCall call)
    {
        if (call.Session is not { } session) return SimAnswer.Error(401, "Unauthorized");
        session.Revoked = true;
        call.Note(JournalKind.Effect, "signedOut", e => e with { Target = session.AccountEmail });
        return new SimAnswer(204).With(new SimCookie(Cookies.Session, Value: null, Life: null));
    }

    /// <summary>What is asked once the password and an e-mailed link are behind.</summary>
    public static string? StepAfterLink(SimCall call, Account account)
    {
        if (account.MustEnrol) return "enroll";
        if (account.Methods.Count > 1 || account.Methods is ["webauthn"]) return "method";
        if (account.TotpSecret is not null) return "totp";
        return call.World.WorkspacesOf(account.Email).Any(w => w.Settings.Require2fa) ? "enroll" : null;
    }

    public static SimAnswer Next(string step, string? returnPath = null) =>
        SimAnswer.Ok(new JsonObject { ["next"] = step, ["return"] = returnPath });

    public static SimAnswer Done(SimCall call, Account account, string returnPath)
    {
        var world = call.World;
        var session = world.Sessions.Open(account, world.Clock.Now, call.UserAgentHash, account.LastWorkspaceId);
        call.Session = session;
        var workspace = Workspaces.OpenOne(world, session);
        call.Note(JournalKind.Auth, "signedIn", e => e with { Target = account.Email });
        return Next("done", returnPath).With(
            new SimCookie(Cookies.Session, session.Secret, TimeSpan.FromMinutes(world.Options.AbsoluteMinutes)),
            new SimCookie(Cookies.Workspace, workspace?.Id, Life: null, Readable: true),
            new SimCookie(Cookies.Half, Value: null, Life: null));
    }

    private static string? StepAfterPassword(SimCall call, Account account) =>
        account.RequireEmailLink ? "emailLink" : StepAfterLink(call, account);

    private static SimAnswer BeginHalf(SimCall call, Account account, string step, string returnPath)
    {
        var half = call.World.Sessions.BeginHalf(account.Email, step, returnPath, call.World.Clock.Now);
        if (step == "emailLink")
            call.World.Mailbox.Add(new SentMail(call.World.Clock.Now, account.Email, "Confirm your sign-in to Ahrefs", PagePaths.EmailLink));
        return Next(step).With(new SimCookie(Cookies.Half, half.Secret, HalfLife));
    }

    private static SimAnswer WrongPassword(SimCall call, Account? account)
    {
        if (account is not null && ++account.WrongPasswords >= MostWrongPasswords) account.Locked = true;
        return Rejected(call, account, SimAnswer.Error(401, "IncorrectEmailOrPassword"), "passwordRejected");
    }

    private static SimAnswer Rejected(SimCall call, Account? account, SimAnswer answer, string what)
    {
        call.Note(JournalKind.Auth, what, e => e with { Target = account?.Email });
        return answer;
    }

    /// <summary>With single sign-on enforced, only the Owner keeps the password.</summary>
    private static bool IsLimitedToSso(SimCall call, Account account) =>
        call.World.WorkspacesOf(account.Email)
            .Any(w => w.Settings.SsoEnforced && w.FindMemberByEmail(account.Email) is { Role: not AccessLevel.Owner });
}
