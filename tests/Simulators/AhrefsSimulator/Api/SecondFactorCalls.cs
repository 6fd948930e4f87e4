using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Api;

/// <summary>What comes between the password and the session.</summary>
internal static class SecondFactorCalls
{
    private const int MostWrongCodes = 5;

    public static SimAnswer Totp(SimCall call)
    {
        if (Half(call) is not { Waits: "totp" or "method" } half || call.World.FindAccount(half.AccountEmail) is not { TotpSecret: { } secret } account)
            return SimAnswer.Error(401, "Unauthorized");
        if (account.WrongCodes >= MostWrongCodes) return SimAnswer.Error(429, "TooManyCodes");
        var code = call.Text("code") ?? "";
        var accepted = TotpCodes.Accepts(secret, code, call.World.Clock.SiteNow, call.World.Options.TotpToleranceSteps);
        call.Note(JournalKind.Auth, accepted ? "codeAccepted" : "codeRejected", e => e with { Target = account.Email, After = PrintOf(code) });
        if (!accepted)
        {
            account.WrongCodes++;
            return SimAnswer.Error(401, "InvalidCode");
        }

        account.WrongCodes = 0;
        call.World.Sessions.EndHalf(half);
        return SignInCalls.Done(call, account, half.ReturnPath);
    }

    /// <summary>What the page that waits for the e-mailed link asks every three seconds.</summary>
    public static SimAnswer VerificationState(SimCall call)
    {
        if (Half(call) is not { } half || call.World.FindAccount(half.AccountEmail) is not { } account) return State("expired");
        if (!half.LinkConfirmed) return State("waiting");
        if (SignInCalls.StepAfterLink(call, account) is { } step)
        {
            half.Waits = step;
            return SimAnswer.Ok(new JsonObject { ["state"] = "confirmed", ["next"] = step });
        }

        call.World.Sessions.EndHalf(half);
        var done = SignInCalls.Done(call, account, half.ReturnPath);
        return done with { Json = new JsonObject { ["state"] = "confirmed", ["next"] = "done", ["return"] = half.ReturnPath } };
    }

    /// <summary>The journal must recognise a code that is sent twice, and needs not know it.</summary>
    public static string PrintOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)))[..12];

    private static HalfSession? Half(SimCall call) => call.World.Sessions.FindHalf(call.Cookie(Cookies.Half), call.World.Clock.Now);

    private static SimAnswer State(string state) => SimAnswer.Ok(new JsonObject { ["state"] = state });
}
