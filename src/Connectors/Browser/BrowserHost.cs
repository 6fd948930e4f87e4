using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;
using Seatkeeper.Connectors.SigningIn;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Browser;

/// <summary>
/// The instance's one browser: started when first needed, or reached where it runs elsewhere; shared by every session, started anew
/// after a crash or when it is worn, closed when nobody has needed it for a while. A gate lets <see cref="BrowserOptions.MaxSessions"/> sessions in at once.
/// </summary>
internal sealed partial class BrowserHost : IAsyncDisposable
{
    /// <summary>How long a browser may take to open or close something. One that runs elsewhere may be gone without a word.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly string[] Quiet =
    [
        "--disable-component-update", "--disable-domain-reliability", "--no-pings", "--no-first-run", "--disable-default-apps",
        "--disable-client-side-phishing-detection",
    ];

    private readonly BrowserOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<BrowserHost> log;
    private readonly SessionGate gate;
    private readonly SemaphoreSlim starting = new(1, 1);
    private readonly WarmContexts warm;
    private readonly ITimer idle;
    private IPlaywright? playwright;
    private DocumentGuard? guard;
    private BrowserWear? wear;
    private bool disposed;

    public BrowserHost(IOptions<BrowserOptions> options, TimeProvider time, ILogger<BrowserHost> log)
    {
        this.options = options.Value;
        this.time = time;
        this.log = log;
        gate = new SessionGate(this.options.MaxSessions);
        warm = new WarmContexts(this.options.MaxSessions, this.options.WarmFor, time);
        idle = time.CreateTimer(_ => _ = CloseIdleAsync(), state: null, this.options.WarmFor, this.options.WarmFor);
    }

    /// <summary>The running browser, for those who look at it from outside.</summary>
    public IBrowser? Running => guard?.Browser;

    /// <summary>Opens a session with the account's stored state; a warm one only where its state is the present one.</summary>
    /// <exception cref="BrowserBusyException">Every session is in use; nothing is held.</exception>
    /// <exception cref="AppFailureException">No browser can work here now.</exception>
    public async Task<BrowserSession> OpenAsync(string account, StoredSession? stored, NavigationPolicy policy, CancellationToken cancel)
    {
        if (BrowserFaults.FullDisk(options) is { } full)
            throw new AppFailureException(full);
        await gate.EnterAsync(cancel);
        try
        {
            var running = await RunningAsync(policy, cancel);
            var context = await warm.TakeAsync(account, stored?.Version, running.Browser) ?? await NewContextAsync(running, stored, cancel);
            wear?.Serve();
            return new BrowserSession(context, policy, running, session => CloseAsync(account, session));
        }
        catch
        {
            gate.Leave();
            throw;
        }
    }

    private async Task<IBrowserContext> NewContextAsync(DocumentGuard running, StoredSession? stored, CancellationToken cancel)
    {
        try
        {
            return await running.Browser.NewContextAsync(ContextOptions(stored)).WaitAsync(Patience, TimeProvider.System, cancel);
        }
        catch (TimeoutException)
        {
            // It does not answer any more: whoever comes next starts another, or connects anew.
            if (ReferenceEquals(Interlocked.CompareExchange(ref guard, null, running), running))
                _ = CloseQuietlyAsync(running.Browser);
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
        await starting.WaitAsync(cancel);
        try
        {
            playwright ??= await Playwright.CreateAsync();
            return Window = await PersonWindow.InAsync(await playwright.Chromium.LaunchAsync(LaunchOptions(policy: null)), ContextOptions(stored: null));
        }
        catch (PlaywrightException e)
        {
            throw BrowserFaults.ToFailure(e, FailurePhase.None);
        }
        finally
        {
            starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        await idle.DisposeAsync();
        await starting.WaitAsync(CancellationToken.None);
        await StopAsync();
        playwright?.Dispose();
        starting.Dispose();
        gate.Dispose();
    }

    private async Task<DocumentGuard> RunningAsync(NavigationPolicy policy, CancellationToken cancel)
    {
        await starting.WaitAsync(cancel);
        try
        {
            if (guard is { Browser.IsConnected: true } && (gate.Inside > 1 || wear is null || !await wear.IsWornAsync()))
                return guard;
            await StopAsync();
            playwright ??= await Playwright.CreateAsync();
            var from = time.GetTimestamp();
            var browser = options.IsElsewhere
                ? await RemoteBrowser.ConnectAsync(playwright.Chromium, options.WsEndpoint, policy)
                : await playwright.Chromium.LaunchAsync(LaunchOptions(policy));
            guard = await DocumentGuard.OnAsync(browser);
            wear = new BrowserWear(guard, options, time);
            LogStarted(log, browser.Version, time.GetElapsedTime(from).TotalMilliseconds);
            return guard;
        }
        catch (Exception e) when (BrowserFaults.IsBrowserFault(e))
        {
            // The driver may have died with the browser: the next session starts both anew.
            playwright?.Dispose();
            (playwright, guard, wear) = (null, null, null);
            throw BrowserFaults.ToFailure(e, FailurePhase.None);
        }
        finally
        {
            starting.Release();
        }
    }

    private BrowserTypeLaunchOptions LaunchOptions(NavigationPolicy? policy) => new()
    {
        Headless = options.Headless,
        ExecutablePath = string.IsNullOrWhiteSpace(options.ExecutablePath) ? null : options.ExecutablePath,
        // Chromium refuses its sandbox to root on Linux; everywhere else it stays, unless the container is the sandbox.
        ChromiumSandbox = options.UsesSandbox(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess),
        Args = policy is null ? Quiet : [.. Quiet, $"--host-resolver-rules={policy.HostRules()}"],
    };

    // Of a person's window too: what is signed in there goes on here.
    private static BrowserNewContextOptions ContextOptions(StoredSession? stored) => new()
    {
        StorageState = stored?.StorageState,
        AcceptDownloads = false,
        ServiceWorkers = ServiceWorkerPolicy.Block,
        ViewportSize = new ViewportSize { Width = 1366, Height = 900 },
    };

    private async Task CloseAsync(string account, BrowserSession session)
    {
        try
        {
            if (session is { WarmVersion: { } version, StaysCold: false } && !disposed && !session.Context.IsClosed)
                await warm.KeepAsync(account, version, session.Context);
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
        if (disposed || gate.Inside > 0 || warm.Any || !await starting.WaitAsync(TimeSpan.Zero, CancellationToken.None))
            return;
        try
        {
            if (gate.Inside == 0 && !warm.Any)
                await StopAsync();
        }
        finally
        {
            starting.Release();
        }
    }

    private async Task StopAsync()
    {
        if (guard is not { Browser: var running })
            return;
        guard = null;
        await warm.ClearAsync();
        await CloseQuietlyAsync(running);
    }

    private static async Task CloseQuietlyAsync(IBrowser running)
    {
        try
        {
            await running.CloseAsync().WaitAsync(Patience, TimeProvider.System);
        }
        catch (Exception e) when (BrowserFaults.IsBrowserFault(e))
        {
            // It had crashed, or is out of reach.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Browser {Version} started in {Milliseconds:0} ms.")]
    private static partial void LogStarted(ILogger logger, string version, double milliseconds);
}
