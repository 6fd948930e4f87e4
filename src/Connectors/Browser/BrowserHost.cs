using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;
using Seatkeeper.Connectors.SigningIn;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Browser;

/// <summary>
/// The instance's browser, shared by every session and closed when nobody has needed it for a while; one without windows or one with, as
/// set. A session that was made in a window has one with windows whatever is set, and none elsewhere (<see cref="ModeBrowser"/>).
/// A gate lets <see cref="BrowserOptions.MaxSessions"/> sessions in at once, whichever they use.
/// </summary>
internal sealed partial class BrowserHost : IAsyncDisposable
{
    /// <summary>How long a browser may take to open or close something. One that runs elsewhere may be gone without a word.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly BrowserOptions options;
    private readonly ILogger<BrowserHost> log;
    private readonly SessionGate gate;
    private readonly WarmContexts warm;
    private readonly ModeBrowser usual;
    private readonly ModeBrowser windowed;
    private readonly ITimer idle;
    private bool disposed;

    public BrowserHost(IOptions<BrowserOptions> options, TimeProvider time, ILogger<BrowserHost> log)
    {
        this.options = options.Value;
        this.log = log;
        gate = new SessionGate(this.options.MaxSessions);
        warm = new WarmContexts(this.options.MaxSessions, this.options.WarmFor, time);
        usual = new ModeBrowser(this.options.Headless, this.options, warm, time, log);
        windowed = this.options.Headless && !this.options.IsElsewhere ? new ModeBrowser(headless: false, this.options, warm, time, log) : usual;
        idle = time.CreateTimer(_ => _ = CloseIdleAsync(), state: null, this.options.WarmFor, this.options.WarmFor);
    }

    /// <summary>The running browser of the usual mode, for those who look at it from outside.</summary>
    public IBrowser? Running => usual.Running;

    /// <summary>The running browser with windows, for those who look at it from outside.</summary>
    public IBrowser? RunningWithWindow => windowed.Running;

    /// <summary>
    /// Opens a session with the account's stored state, in the mode that it was made in; a warm one only where its state is the present one,
    /// and of that mode.
    /// </summary>
    /// <exception cref="BrowserBusyException">Every session is in use; nothing is held.</exception>
    /// <exception cref="AppFailureException">No browser can work here now, or none with the window that the session needs.</exception>
    public async Task<BrowserSession> OpenAsync(string account, StoredSession? stored, NavigationPolicy policy, CancellationToken cancel)
    {
        if (BrowserFaults.FullDisk(options) is { } full)
            throw new AppFailureException(full);
        var needsWindow = stored?.Origin is { WithWindow: true };
        if (needsWindow && !options.IsElsewhere && options.WhyNoWindow() is { } why)
            throw NoWindow(why);
        await gate.EnterAsync(cancel);
        try
        {
            var browser = needsWindow ? windowed : usual;
            var running = await browser.StartAsync(policy, () => gate.Inside > 1, cancel);
            if (needsWindow && await AnsweredAsync(browser, running, running.IsHeadlessAsync()))
                throw NoWindow("the browser shows none; take one that does at Browser__WsEndpoint or Browser__ExecutablePath, under a virtual display");
            var (context, runs) = await warm.TakeAsync(account, stored?.Version, running.Browser) ?? (await NewContextAsync(browser, running, stored, cancel), 0);
            browser.Serve();
            return new BrowserSession(context, policy, running, session => CloseAsync(account, session, runs + 1)) { IsContextsLast = runs + 1 >= WarmContexts.MostRuns };
        }
        catch
        {
            gate.Leave();
            throw;
        }
    }

    private static AppFailureException NoWindow(string why) =>
        new(new Failure(FailureKind.WindowRequired, Detail: $"the session was made in a browser with a window, and here {why}"));

    private async Task<IBrowserContext> NewContextAsync(ModeBrowser browser, DocumentGuard running, StoredSession? stored, CancellationToken cancel)
    {
        if (stored?.Origin?.Browser is { } maker && maker != running.Browser.Version)
            LogOther(log, maker, running.Browser.Version);
        return await AnsweredAsync(browser, running, running.Browser.NewContextAsync(ContextOptions(stored)).WaitAsync(Patience, TimeProvider.System, cancel));
    }

    // One that is silent is given up: whoever comes next starts another, or connects anew.
    private static async Task<T> AnsweredAsync<T>(ModeBrowser browser, DocumentGuard running, Task<T> answer)
    {
        try
        {
            return await answer;
        }
        catch (TimeoutException)
        {
            browser.GiveUp(running);
            throw;
        }
    }

    /// <summary>The window that a person has, for those who look at it from outside.</summary>
    public PersonWindow? Window { get; private set; }

    /// <summary>Starts a browser of its own for a person, with a window; whoever asked closes it.</summary>
    public async Task<PersonWindow> OpenWindowAsync(CancellationToken cancel)
    {
        if (options.Headless)
            throw new AppFailureException(new Failure(FailureKind.BrowserFailure, Detail: "a person needs a window: Browser__Headless has to be false"));
        try
        {
            return Window = await PersonWindow.InAsync(await usual.StartFreeAsync(cancel), ContextOptions(stored: null));
        }
        catch (PlaywrightException e)
        {
            throw BrowserFaults.ToFailure(e, FailurePhase.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        await idle.DisposeAsync();
        foreach (var browser in Browsers())
            await browser.DisposeAsync();
        gate.Dispose();
    }

    private IEnumerable<ModeBrowser> Browsers() => ReferenceEquals(usual, windowed) ? [usual] : [usual, windowed];

    // Of a person's window too: what is signed in there goes on here.
    private static BrowserNewContextOptions ContextOptions(StoredSession? stored) => new()
    {
        StorageState = stored?.StorageState,
        AcceptDownloads = false,
        ServiceWorkers = ServiceWorkerPolicy.Block,
        ViewportSize = new ViewportSize { Width = 1366, Height = 900 },
    };

    private async Task CloseAsync(string account, BrowserSession session, int runs)
    {
        try
        {
            if (session is { WarmVersion: { } version, StaysCold: false } && runs < WarmContexts.MostRuns && !disposed && !session.Context.IsClosed)
                await warm.KeepAsync(account, version, session.Context, runs);
            else
                await session.Context.CloseAsync().WaitAsync(Patience, TimeProvider.System);
        }
        catch (Exception e) when (BrowserFaults.IsBrowserFault(e))
        {
            // The browser is gone, and its contexts with it; the next session starts another.
        }
        finally
        {
            gate.Leave();
        }
    }

    private async Task CloseIdleAsync()
    {
        await warm.CloseOldAsync();
        foreach (var browser in Browsers())
        {
            if (IsNeeded())
                return;
            await browser.CloseIdleAsync(IsNeeded);
        }

        bool IsNeeded() => disposed || gate.Inside > 0 || warm.Any;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A session that was made in browser {Maker} is used in browser {Version}; where the site refuses it, a person has to sign in again.")]
    private static partial void LogOther(ILogger logger, string maker, string version);
}
