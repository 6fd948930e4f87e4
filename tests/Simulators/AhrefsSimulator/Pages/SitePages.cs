using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Pages;

/// <summary>Which page a path is. Runs with the world's gate held.</summary>
internal static class SitePages
{
    /// <summary>Pages of the application that need a session; everything else unknown is the application's "Page not found".</summary>
    private static readonly HashSet<string> SignedIn = new(StringComparer.Ordinal)
    {
        PagePaths.Dashboard, "/account", "/account/my-account", "/account/members", "/account/members/confirmed", "/account/members/pending",
        "/account/limits-and-usage", "/account/subscription", "/account/api-keys", "/account/security", "/account/sso", "/account/audit-log",
    };

    public static SimAnswer Show(SimCall call)
    {
        var path = call.Name.Length > 1 ? call.Name.TrimEnd('/') : call.Name;
        return path switch
        {
            "/" => SimAnswer.Redirect(call.Session is null ? PagePaths.Login : PagePaths.Dashboard),
            PagePaths.Login => Login(call),
            PagePaths.Totp => Waiting(call, half => half.Waits == "method" ? "method" : "totp", "totp", "method"),
            PagePaths.EmailLink => Waiting(call, _ => "emailLink", "emailLink"),
            PagePaths.Enrol => Waiting(call, _ => "enroll", "enroll"),
            PagePaths.Sso => Shell(call, "sso"),
            "/user/backup-code" => BackupCode(call),
            "/pricing" => Shell(call, "pricing"),
            "/invite/accept" => InvitationPages.Show(call),
            "/maintenance" => SimAnswer.Page(PlainPages.Maintenance, 503),
            "/cdn-cgi/challenge" => SimAnswer.Page(PlainPages.Challenge(passesAfterMs: null), 403),
            _ when SignedIn.Contains(path) && call.Session is null => Dead(call),
            _ => Shell(call, "app"),
        };
    }

    private static SimAnswer Login(SimCall call) =>
        call.Session is null
            ? Shell(call, "login")
            : SimAnswer.Redirect(PagePaths.Local(call.Http.Request.Query["return"]));

    private static SimAnswer Waiting(SimCall call, Func<HalfSession, string> page, params string[] steps)
    {
        var half = call.World.Sessions.FindHalf(call.Cookie(Cookies.Half), call.World.Clock.Now);
        return half is not null && steps.Contains(half.Waits) ? Shell(call, page(half)) : SimAnswer.Redirect(PagePaths.Login);
    }

    private static SimAnswer BackupCode(SimCall call)
    {
        call.Note(Journaling.JournalKind.UiEvent, "backupCodePage");
        return Shell(call, "backupCode");
    }

    private static SimAnswer Dead(SimCall call) => call.World.Options.DeadSessionStyle switch
    {
        "dialog" => Shell(call, "app", "dialog"),
        "blank" => Shell(call, "app", "blank"),
        "oops" => Shell(call, "app", "oops"),
        _ => SimAnswer.Redirect($"{PagePaths.Login}?return={Uri.EscapeDataString(call.Name)}"),
    };

    private static SimAnswer Shell(SimCall call, string page, string? dead = null) => SimAnswer.Page(PageShell.Render(call, page, dead));
}
