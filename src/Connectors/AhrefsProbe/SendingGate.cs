using System.Collections.Concurrent;
using System.Security.Cryptography;
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

    /// <summary>Whether a socket leads to the app.</summary>
    public bool IsOwnSocket(string url) => Uri.TryCreate(url, UriKind.Absolute, out var asked) && asked.Scheme is "ws" or "wss" && asked.Authority == App.Authority;

    /// <summary>Whether it is a beacon, or a socket of which the map says the same: nothing comes of it.</summary>
    public bool IsBeacon(string url, string kind) => kind is "ping" or SendingGate.Socket && Uri.TryCreate(url, UriKind.Absolute, out var asked) && Beacons.Contains(asked.AbsolutePath, StringComparer.Ordinal);
}

/// <summary>
/// Keeps a page, and every window that it opens, from sending anything after a click whose meaning nobody has verified. While a page loads
/// that nobody has clicked yet, it may send what it sends to every visitor; from the first click on, nothing leaves but GET, and POST of a
/// read that the map knows, to the letter as this visit saw the page send it by itself while it loaded: one address may serve reads and
/// changes alike. Through a socket nothing leaves at all. Whatever else a page wanted to send to the app is told.
/// </summary>
internal sealed class SendingGate : IAsyncDisposable
{
    /// <summary>What a socket's messages are called.</summary>
    public const string Socket = "websocket";

    private const string Everything = "**/*";
    private const int MostTold = 5, MostOfPath = 80, NoContent = 204;
    // A worker that several windows share is seen by none of them, and what it sends neither.
    private const string NoSharedWorkers = "delete globalThis.SharedWorker;";
    // What a click begins may take a moment before it is sent.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);
    private readonly IPage page;
    private readonly GateRule rule;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, bool> reads = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> refused = new();
    private readonly ConcurrentDictionary<IPage, bool> windows = new();
    private volatile bool isLoading;
    private volatile bool isSealed;
    private volatile bool isOver;
    private int deciding;

    private SendingGate(IPage page, GateRule rule, TimeProvider time) => (this.page, this.rule, this.time) = (page, rule, time);

    /// <summary>How much was kept from leaving that would have changed something, or might have.</summary>
    public int Refusals => refused.Count;

    /// <summary>How much it was before the first click in the page that stands there.</summary>
    public int RefusalsBeforeClick { get; private set; }

    /// <summary>Something was clicked since the page was loaded.</summary>
    public bool IsClosed => !isLoading;

    /// <summary>Begins to watch over a page. The page's context is not to be used by anybody else afterwards.</summary>
    public static async Task<SendingGate> OnAsync(IPage page, GateRule rule, TimeProvider time)
    {
        var gate = new SendingGate(page, rule, time);
        page.Context.Page += gate.OnWindow;
        await page.Context.AddInitScriptAsync(NoSharedWorkers);
        await page.Context.RouteWebSocketAsync(_ => true, gate.Connect);
        await page.Context.RouteAsync(Everything, gate.DecideAsync);
        return gate;
    }

    /// <summary>A page is about to be loaded.</summary>
    public void Load() => isLoading = true;

    /// <summary>Something is about to be clicked.</summary>
    public void Close()
    {
        if (isLoading)
            RefusalsBeforeClick = Refusals;
        isLoading = false;
    }

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

    /// <summary>The page is left and closed first: what it wanted to send goes with it, and what is still being decided on is not let go.</summary>
    public async ValueTask DisposeAsync()
    {
        Close();
        try
        {
            await page.GotoAsync("about:blank");
            for (var from = time.GetTimestamp(); Volatile.Read(ref deciding) > 0 && time.GetElapsedTime(from) < Quiet; await Task.Delay(Between, time))
                continue;
        }
        catch (Exception e) when (BrowserFaults.IsBrowserFault(e))
        {
            // It is closed all the same.
        }

        await CloseQuietlyAsync();
        page.Context.Page -= OnWindow;
        isOver = true;
    }

    private void OnWindow(object? sender, IPage window) => windows.TryAdd(window, value: true);

    private async Task DecideAsync(IRoute route)
    {
        Interlocked.Increment(ref deciding);
        try
        {
            await AnswerAsync(route);
        }
        catch (PlaywrightException)
        {
            // It went with its page, unsent.
        }
        finally
        {
            Interlocked.Decrement(ref deciding);
        }
    }

    private Task AnswerAsync(IRoute route)
    {
        var request = route.Request;
        if (isOver ? IsElsewhere(request) : Passes(request))
            return route.ContinueAsync();
        if (rule.IsOwn(request.Url) && request.Method is not ("HEAD" or "OPTIONS"))
            Tell(request.Method, request.ResourceType, request.Url);
        // An answer without content leaves the page where it is.
        return LeadsAway(request) ? route.FulfillAsync(new RouteFulfillOptions { Status = NoContent }) : route.AbortAsync("blockedbyclient");
    }

    // A socket that was opened before the first click stays open, and what comes by it is read: only what the page says is kept.
    private void Connect(IWebSocketRoute socket)
    {
        if (!isOver && !isLoading)
        {
            Refuse(socket);
            _ = CloseQuietlyAsync(socket);
            return;
        }

        var server = socket.ConnectToServer();
        socket.OnMessage(message =>
        {
            if (!isOver && (!isLoading || isSealed))
                Refuse(socket);
            else if (message.Text is { } text)
                server.Send(text);
            else
                server.Send(message.Binary ?? []);
        });
    }

    private void Refuse(IWebSocketRoute socket)
    {
        if (rule.IsOwnSocket(socket.Url))
            Tell("message", Socket, socket.Url);
    }

    private void Tell(string method, string kind, string url)
    {
        if (!rule.IsBeacon(url, kind))
            refused.Enqueue($"{method} ({kind}) {Short(new Uri(url).AbsolutePath)}");
    }

    private bool Passes(IRequest request)
    {
        var isKnown = request.Method is "POST" && rule.IsOwn(request.Url) && rule.NameOf(request.Url) is not null;
        if (isLoading && !isSealed)
        {
            if (isKnown)
                reads.TryAdd(LetterOf(request), value: true);
            return true;
        }

        if (request.Method is "GET")
            return isLoading || !LeadsAway(request);
        return isKnown && reads.ContainsKey(LetterOf(request));
    }

    // What is sent late is kept for good; the context's next page is none of the gate's business.
    private bool IsElsewhere(IRequest request) => FrameOf(request)?.Page is { } other && other != page && !windows.ContainsKey(other);

    private static string LetterOf(IRequest request) => $"{request.Url} {Convert.ToHexString(SHA256.HashData(request.PostDataBuffer ?? []))}";

    // A link may do what a button does: no page is left by what was clicked in it. Where a window of its own would go is refused to any page.
    private bool LeadsAway(IRequest request) => request.IsNavigationRequest && FrameOf(request) == page.MainFrame;

    // A window that opens by itself may ask for something before it has a frame.
    private static IFrame? FrameOf(IRequest request)
    {
        try
        {
            return request.Frame;
        }
        catch (PlaywrightException)
        {
            return null;
        }
    }

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

    private static async Task CloseQuietlyAsync(IWebSocketRoute socket)
    {
        try
        {
            await socket.CloseAsync();
        }
        catch (PlaywrightException)
        {
            // Closed already.
        }
    }
}
