using Seatkeeper.Dev.Browser;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.SigningIn;

/// <summary>
/// <c>dotnet dev.cs signin</c>: shows a person the site's sign-in page, and gives a running app the session that they leave. What drives
/// the browser is a program of its own, so that no other command waits for it to be built.
/// </summary>
public static class SignInCommand
{
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellation)
    {
        _ = SignInOptions.Parse(args);
        var browser = ChromiumFinder.FindWithWindow() ?? throw new StepFailedException(
            "There is no Chromium here that can show a window.",
            $"Install Chromium or Chrome (on Debian: sudo apt-get install chromium), or set {ChromiumFinder.Setting} to one; best the very one that the app uses.");
        if (!Display.IsThere)
            throw new StepFailedException("There is no display here, so no window can be shown.", "Run it where you can see windows, with the app's egress address, or through a remote display: docs/operations.md.");
        await Solution.BuildAsync(["tests/SignIn"], cancellation);
        return await OwnTerminal.RunAsync("SignIn", args, browser, cancellation);
    }
}
