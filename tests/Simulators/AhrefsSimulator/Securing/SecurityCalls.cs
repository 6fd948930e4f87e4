using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Api;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Securing;

/// <summary>What a person changes of their own account: the password, and the second factor.</summary>
internal static class SecurityCalls
{
    private const int ShortestPassword = 10;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static SimAnswer Security(SimCall call) =>
        Own(call) is { } account ? SimAnswer.Ok(new JsonObject { ["twoFactor"] = account.TotpSecret is not null }) : SimAnswer.Error(401, "Unauthorized");

    /// <summary>Every other session of the account ends with its old password.</summary>
    public static SimAnswer ChangePassword(SimCall call)
    {
        if (Own(call) is not { } account) return SimAnswer.Error(401, "Unauthorized");
        if (!account.Accepts(call.Text("current") ?? "")) return SimAnswer.Error(403, "WrongPassword");
        var next = call.Text("next") ?? "";
        if (next.Length < ShortestPassword) return SimAnswer.Error(422, "WeakPassword");
        account.ChangePassword(next);
        call.World.Secrets.Add(("new password", next));
        call.World.Sessions.Revoke(account.Email, except: call.Session);
        call.Note(JournalKind.Effect, "passwordChanged", e => e with { Target = account.Email });
        return SimAnswer.Ok(new JsonObject());
    }

    /// <summary>Another secret each time; the one before holds no more.</summary>
    public static SimAnswer BeginTwoFactor(SimCall call)
    {
        if (Own(call) is not { } account) return SimAnswer.Error(401, "Unauthorized");
        if (account.TotpSecret is not null) return SimAnswer.Error(409, "AlreadyOn");
        account.OfferedTotpSecret = RandomNumberGenerator.GetString(Base32, 32);
        call.World.Secrets.Add(("new TOTP secret", account.OfferedTotpSecret));
        call.Note(JournalKind.Auth, "twoFactorOffered", e => e with { Target = account.Email });
        return SimAnswer.Ok(new JsonObject { ["secret"] = account.OfferedTotpSecret });
    }

    public static SimAnswer ConfirmTwoFactor(SimCall call)
    {
        if (Own(call) is not { OfferedTotpSecret: { } secret } account) return SimAnswer.Error(401, "Unauthorized");
        var code = call.Text("code") ?? "";
        var accepted = TotpCodes.Accepts(secret, code, call.World.Clock.SiteNow, call.World.Options.TotpToleranceSteps);
        call.Note(JournalKind.Auth, accepted ? "codeAccepted" : "codeRejected", e => e with { Target = account.Email, After = SecondFactorCalls.PrintOf(code) });
        if (!accepted) return SimAnswer.Error(403, "InvalidCode");
        account.TotpSecret = secret;
        account.Methods = ["totp"];
        account.OfferedTotpSecret = null;
        var backup = RandomNumberGenerator.GetString("0123456789abcdef", 20);
        call.World.Secrets.Add(("backup code", backup));
        call.Note(JournalKind.Effect, "twoFactorTurnedOn", e => e with { Target = account.Email });
        return SimAnswer.Ok(new JsonObject { ["backupCode"] = backup });
    }

    public static SimAnswer TurnOffTwoFactor(SimCall call)
    {
        if (Own(call) is not { } account) return SimAnswer.Error(401, "Unauthorized");
        account.TotpSecret = null;
        account.Methods = [];
        call.Note(JournalKind.Effect, "twoFactorTurnedOff", e => e with { Target = account.Email });
        return SimAnswer.Ok(new JsonObject());
    }

    private static Account? Own(SimCall call) => call.Session is { } session ? call.World.FindAccount(session.AccountEmail) : null;
}
