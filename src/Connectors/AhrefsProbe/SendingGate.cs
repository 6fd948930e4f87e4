using System.Collections.Concurrent;
using Microsoft.Playwright;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.AhrefsProbe;

/// <summary>What a gate lets pass.</summary>
/// <param name="App">The app's address.</param>
/// <param name="NameOf">The map's name of a read that the page sends like a change; else null.</param>
/// <param name="Beacons">Paths of the app to which pages tell what was clicked; they do not pass, and nobody is told that they did not.</param>
internal sealed record GateRule(Uri App, Func<string, string?> NameOf, IReadOnlyList<string> Beacons)
{
    /// <summary>Whether an address is the app's own.</summary>
    public bool IsOwn(string url) => Uri.TryCreate(url, UriKind.Absolute, out var asked) && asked.Scheme == App.Scheme && asked.Authority == App.Authority;

    /// <summary>Whether it is a beacon that nothing comes of: told by its kind, and by the map.</summary>
    public bool IsBeacon(string url, string kind) => kind is "ping" && Uri.TryCreate(url, UriKind.Absolute, out var asked) && Beacons.Contains(asked.AbsolutePath, StringComparer.Ordinal);
}

/// <summary>
/// Keeps a page from sending anything after a click whose meaning nobody has verified. While a page loads that nobody has clicked yet,
/// it may send what it sends to every visitor; from the first click on, nothing leaves but GET, and POST of a read that the map knows
/// and that this visit saw the page send by itself while it loaded. Whatever else a page wanted to send to the app is told.
/// </summary>
internal sealed class SendingGate : IAsyncDisposable
{
    private const string Everything = "**/*";
    private const int MostTold = 5, MostOfPath = 80, NoContent = 204;
    // What a click begins may take a moment before it is sent.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private readonly IPage page;
    private readonly GateRule rule;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, bool> reads = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> refused = new();
    private volatile bool isLoading;
    private volatile bool isSealed;

    private SendingGate(IPage page, GateRule rule, TimeProvider time) => (this.page, this.rule, this.time) = (page, rule, time);

    /// <summary>How much was kept from leaving that would have changed something, or might have.</summary>
    public int Refusals => refused.Count;

    /// <summary>Something was clicked since the page was loaded.</summary>
    public bool IsClosed => !isLoading;

    /// <summary>Begins to watch over a page.</summary>
    public static async Task<SendingGate> OnAsync(IPage page, GateRule rule, TimeProvider time)
    {
        var gate = new SendingGate(page, rule, time);
        await page.RouteAsync(Everything, gate.DecideAsync);
        return gate;
    }

    /// <summary>A page is about to be loaded.</summary>
    public void Load() => isLoading = true;

    /// <summary>Something is about to be clicked.</summary>
    public void Close() => isLoading = false;

    /// <summary>From now on a page that loads may send no more than after a click.</summary>
    public void Seal() => isSealed = true;

    /// <summary>Leaves the page, once it had the time to send what the last click meant; what it wants to send on leaving is kept as well.</summary>
    public Task LeaveAsync(AhrefsPage left, CancellationToken cancel) => left.GuardAsync(FailurePhase.Navigate, cancel, async () =>
    {
        await Task.Delay(Quiet, time, cancel);
        Close();
        await page.GotoAsync("about:blank").WaitAsync(cancel);
        return true;
    });

    /// <summary>What was kept from leaving since some of it was, in words; null where nothing was.</summary>
    /// <param name="earlier">How much it was before.</param>
    public string? Since(int earlier) =>
        refused.Skip(earlier).Distinct(StringComparer.Ordinal).Take(MostTold).ToList() is { Count: > 0 } kept ? $"the page wanted to send, and was kept from it: {string.Join("; ", kept)}" : null;

    /// <summary>The page is left first: what it wanted to send goes with it.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            Close();
            await page.GotoAsync("about:blank");
            await page.UnrouteAsync(Everything);
        }
        catch (Exception e) when (BrowserFaults.IsBrowserFault(e))
        {
            // Still closed, or gone with its browser: it must not be used again.
            await CloseQuietlyAsync();
        }
    }

    private Task DecideAsync(IRoute route)
    {
        var request = route.Request;
        if (Passes(request))
            return route.ContinueAsync();
        if (rule.IsOwn(request.Url) && request.Method is not ("HEAD" or "OPTIONS") && !rule.IsBeacon(request.Url, request.ResourceType))
            refused.Enqueue($"{request.Method} ({request.ResourceType}) {Short(new Uri(request.Url).AbsolutePath)}");
        // An answer without content leaves the page where it is.
        return LeadsAway(request) ? route.FulfillAsync(new RouteFulfillOptions { Status = NoContent }) : route.AbortAsync("blockedbyclient");
    }

    private bool Passes(IRequest request)
    {
        var isKnown = request.Method is "POST" && rule.IsOwn(request.Url) && rule.NameOf(request.Url) is not null;
        var path = isKnown ? new Uri(request.Url).AbsolutePath : "";
        if (isLoading && !isSealed)
        {
            if (isKnown)
                reads.TryAdd(path, value: true);
            return true;
        }

        if (request.Method is "GET")
            return isLoading || !LeadsAway(request);
        return isKnown && reads.ContainsKey(path);
    }

    // A link may do what a button does: no page is left by what was clicked in it.
    private bool LeadsAway(IRequest request) => request.IsNavigationRequest && request.Frame == page.MainFrame;

    private static string Short(string path) => path.Length > MostOfPath ? path[..MostOfPath] : path;

    private async Task CloseQuietlyAsync()
    {
        try
        {
            await page.CloseAsync();
        }
        catch (PlaywrightException)
        {
            // Closed already.
        }
    }
}
