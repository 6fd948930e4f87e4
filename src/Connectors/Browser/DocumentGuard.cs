using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Playwright;

namespace Seatkeeper.Connectors.Browser;

/// <summary>Where one run's pages may go, and who is told what they were kept from.</summary>
internal sealed record DocumentRule(NavigationPolicy Policy, Action<string> Blocked);

/// <summary>
/// Decides on every document that a browser asks for, before anything leaves: pages, frames, forms' targets, each hop
/// of a redirect, windows that open by themselves. It hangs on the browser itself, from before its first page on, so a
/// page cannot be ahead of it and nothing adds up from run to run. Only documents wait for it; subresources are bound
/// by <see cref="NavigationPolicy.HostRules"/> and pass at full speed, out of the browser's cache where it has them.
/// </summary>
internal sealed class DocumentGuard
{
    private readonly ICDPSession session;
    private readonly ConditionalWeakTable<IPage, string> topFrames = [];
    private readonly ConcurrentDictionary<string, DocumentRule> admitted = new(StringComparer.Ordinal);

    private DocumentGuard(IBrowser browser, ICDPSession session)
    {
        Browser = browser;
        this.session = session;
    }

    public IBrowser Browser { get; }

    /// <summary>Guards a browser; one that does not answer in time is none.</summary>
    public static Task<DocumentGuard> OnAsync(IBrowser browser) => GuardAsync(browser).WaitAsync(BrowserHost.Patience, TimeProvider.System);

    private static async Task<DocumentGuard> GuardAsync(IBrowser browser)
    {
        var guard = new DocumentGuard(browser, await browser.NewBrowserCDPSessionAsync());
        guard.session.Event("Fetch.requestPaused").OnEvent += (_, paused) => _ = guard.AnswerAsync(paused.GetValueOrDefault());
        var documents = new { urlPattern = "*", resourceType = "Document", requestStage = "Request" };
        await guard.session.SendAsync("Fetch.enable", new Dictionary<string, object> { ["patterns"] = new[] { documents } });
        return guard;
    }

    /// <summary>Asks the browser itself.</summary>
    public Task<JsonElement?> AskAsync(string method) => session.SendAsync(method);

    /// <summary>True where the browser says of itself that it shows no window; it tells every site the same.</summary>
    public async Task<bool> IsHeadlessAsync() =>
        (await AskAsync("Browser.getVersion").WaitAsync(BrowserHost.Patience, TimeProvider.System))?.GetProperty("userAgent").GetString()?.Contains("Headless", StringComparison.OrdinalIgnoreCase) != false;

    /// <summary>Lets a page go where the rule allows, until the rule ends; a page that was never admitted goes nowhere.</summary>
    public async Task AdmitAsync(IPage page, DocumentRule rule)
    {
        if (!topFrames.TryGetValue(page, out var frame))
            topFrames.AddOrUpdate(page, frame = await TopFrameAsync(page).WaitAsync(BrowserHost.Patience, TimeProvider.System));
        admitted[frame] = rule;
    }

    public void End(DocumentRule rule)
    {
        foreach (var page in admitted.Where(page => ReferenceEquals(page.Value, rule)))
            admitted.TryRemove(page);
    }

    // A page's target and its main frame carry one id, for as long as the page lives.
    private static async Task<string> TopFrameAsync(IPage page)
    {
        var pageSession = await page.Context.NewCDPSessionAsync(page);
        var target = await pageSession.SendAsync("Target.getTargetInfo");
        await pageSession.DetachAsync();
        return target?.GetProperty("targetInfo").GetProperty("targetId").GetString() ?? throw new PlaywrightException("The page has no target.");
    }

    private async Task AnswerAsync(JsonElement paused)
    {
        var answer = new Dictionary<string, object> { ["requestId"] = paused.GetProperty("requestId").GetString() ?? "" };
        var allowed = false;
        try
        {
            allowed = await AllowsAsync(paused.GetProperty("frameId").GetString() ?? "", paused.GetProperty("request").GetProperty("url").GetString() ?? "");
        }
        finally
        {
            // Whatever went wrong above: the request is answered, and then by no.
            if (!allowed)
                answer["errorReason"] = "BlockedByClient";
            await SendQuietlyAsync(allowed ? "Fetch.continueRequest" : "Fetch.failRequest", answer);
        }
    }

    private async Task<bool> AllowsAsync(string frame, string url)
    {
        if (admitted.TryGetValue(frame, out var rule))
        {
            if (rule.Policy.AllowsTopLevel(url))
                return true;
            rule.Blocked(url);
            return false;
        }

        // A frame inside a page does not say whose it is. The browser serves one app, so any run's rule is the page's own.
        return !await IsPageAsync(frame) && admitted.Values.Any(any => any.Policy.AllowsSubresource(url));
    }

    // A page that no run opened: a window that opened by itself, or one that a run has left.
    private async Task<bool> IsPageAsync(string frame)
    {
        var targets = await session.SendAsync("Target.getTargets");
        return targets?.GetProperty("targetInfos").EnumerateArray()
            .Any(target => target.GetProperty("targetId").ValueEquals(frame) && !target.GetProperty("type").ValueEquals("iframe")) ?? true;
    }

    private async Task SendQuietlyAsync(string method, Dictionary<string, object> arguments)
    {
        try
        {
            await session.SendAsync(method, arguments);
        }
        catch (PlaywrightException)
        {
            // The request went with its page, or with the browser.
        }
    }
}
