using System.Text.Json;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.SigningIn;

/// <summary>
/// A person signs in, in a window; the automation waits, and fills in and clicks nothing. What they leave is then tried as an unattended
/// visit would use it, and kept only where it opened the right workspace for the right account.
/// </summary>
internal sealed class PersonSignIn(BrowserHost browsers, NavigationPolicy policy, PageMap map, VisitTools tools)
{
    private const string Untried = "untried";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);

    // Some steps have a page of their own, told by its path whatever it shows.
    private static readonly string[] Steps = ["emailLink", "enroll", "sso", "totp", "login"];

    public async Task<VerifiedConnection> RunAsync(IAutomationRun run, SignInWish wish, CancellationToken cancel)
    {
        var session = await SignedInAsync(run, cancel);
        run.Report("Signed in. Checking who it is, and where");
        return await TryAsync(run, session, wish, cancel);
    }

    private async Task<StoredSession> SignedInAsync(IAutomationRun run, CancellationToken cancel)
    {
        await using var window = await browsers.OpenWindowAsync(cancel);
        await window.ShowAsync(new Uri(tools.Site.Address, map.Paths["login"]).AbsoluteUri, tools.Browser.StepTimeout, cancel);
        for (string? told = null; !window.IsClosed; await Task.Delay(Pause, tools.Time, cancel))
        {
            var shown = await ShownAsync(window, cancel);
            if (shown is "ready")
            {
                var state = OwnSession.Of(await window.Context.StorageStateAsync().WaitAsync(cancel), tools.Site.Address);
                return new StoredSession(Untried, state, new SessionOrigin(WithWindow: true, window.Version));
            }


            if (shown is not null && Sentence(shown, run.Username) is var sentence && sentence != told)
                run.Report(told = sentence);
        }

        throw AhrefsPage.Fault(FailureKind.Cancelled, FailurePhase.Login, "the window was closed before anybody was signed in");
    }

    /// <summary>The state of the app's page; "ready" where any tab shows the app to somebody who is signed in. Other hosts' pages are not looked at.</summary>
    private async Task<string?> ShownAsync(PersonWindow window, CancellationToken cancel)
    {
        var request = JsonSerializer.Serialize(new { page = "signIn", waitMs = 0, contractMs = LongestLook.TotalMilliseconds });
        var input = $"{{\"map\":{map.Json},\"request\":{request}}}";
        string? shown = null;
        foreach (var page in window.Context.Pages.Where(page => policy.IsApp(page.Url)).ToList())
        {
            if (await PersonWindow.AskAsync(page, PageScripts.Look, input, LongestLook, cancel) is not { } told)
                continue;
            var look = PageLook.Parse(told);
            shown = Steps.FirstOrDefault(step => IsAt(look.Path, step)) ?? look.State;
            if (shown is "login" or "totp" && look.State is "challenge" or "foreign")
                shown = look.State;
            if (shown is "ready")
                return shown;
        }

        return shown;
    }

    private bool IsAt(string path, string step) =>
        map.Paths.TryGetValue(step, out var place)
        && (path.Equals(place, StringComparison.OrdinalIgnoreCase) || (step is not "login" && path.StartsWith(place + "/", StringComparison.OrdinalIgnoreCase)));

    private static string Sentence(string shown, string? username) => shown switch
    {
        "emailLink" => "The site mailed a link: confirm it, or open its address in this window",
        "totp" or "totpError" or "method" => "The site asks for the second factor: give it in the window",
        "enroll" => "The site wants a second factor to be set up: do so in the window",
        "sso" => "The site asks for single sign-on: sign in there, in the window",
        "challenge" => "The site wants to see that you are human: pass its check in the window",
        "overlay" or "dialog" or "legalConsent" => "Something covers the page: answer or close it in the window",
        "foreign" => "The page map does not know this page's language: choose another one in the window",
        _ => $"Sign in as {username ?? "the automation account"} in the window",
    };

    // With the session alone, in a browser that the allow-lists hold: as every later visit begins.
    private async Task<VerifiedConnection> TryAsync(IAutomationRun run, StoredSession given, SignInWish wish, CancellationToken cancel)
    {
        await using var session = await browsers.OpenAsync(run.AccountId, given, policy, cancel);
        using var visit = new AhrefsVisit(run, session, map, tools);
        // Of the keeper only its knowledge of the session is used: it is asked for no sign-in, and to store nothing.
        var found = await new AhrefsReads(visit, new SessionKeeper(visit, given)).VerifyAsync(wish.Pinned is null && wish.Named is null ? null : wish, cancel);
        if (wish.Pinned is { } pinned && !OpenWorkspace.IsPinned(found.Workspace, pinned))
            throw AhrefsPage.Fault(FailureKind.WrongWorkspace, FailurePhase.Navigate, $"'{pinned.Name}' is another workspace than the hub's");
        await run.SaveSessionAsync(await visit.StorageStateAsync(), given.Origin, cancel);
        return found;
    }
}
