using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Browser;

/// <summary>
/// The instance's one browser of a mode, without windows or with: started when first needed, or reached where it runs elsewhere; started
/// anew after a crash or when it is worn. It has a driver of its own, so that the end of one mode's is nothing to the other.
/// </summary>
internal sealed partial class ModeBrowser(bool headless, BrowserOptions options, WarmContexts warm, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private static readonly string[] Quiet =
    [
        "--disable-component-update", "--disable-domain-reliability", "--no-pings", "--no-first-run", "--disable-default-apps",
        "--disable-client-side-phishing-detection",
    ];

    private readonly SemaphoreSlim starting = new(1, 1);
    private IPlaywright? playwright;
    private DocumentGuard? guard;
    private BrowserWear? wear;

    /// <summary>The running browser, or null where there is none.</summary>
    public IBrowser? Running => guard?.Browser;

    /// <summary>A running browser.</summary>
    /// <param name="policy">Where its pages may go.</param>
    /// <param name="isShared">Whether somebody else is inside, so that a worn one goes on.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="AppFailureException">None can be started.</exception>
    public async Task<DocumentGuard> StartAsync(NavigationPolicy policy, Func<bool> isShared, CancellationToken cancel)
    {
        await starting.WaitAsync(cancel);
        try
        {
            if (guard is { Browser.IsConnected: true } && (isShared() || wear is null || !await wear.IsWornAsync()))
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

    /// <summary>Counts a session that the browser serves.</summary>
    public void Serve() => wear?.Serve();

    /// <summary>It does not answer any more: whoever comes next starts another, or connects anew.</summary>
    public void GiveUp(DocumentGuard silent)
    {
        if (ReferenceEquals(Interlocked.CompareExchange(ref guard, null, silent), silent))
            _ = CloseQuietlyAsync(silent.Browser);
    }

    /// <summary>Starts one more beside it, which is held to no hosts; whoever asked closes it.</summary>
    public async Task<IBrowser> StartFreeAsync(CancellationToken cancel)
    {
        await starting.WaitAsync(cancel);
        try
        {
            playwright ??= await Playwright.CreateAsync();
            return await playwright.Chromium.LaunchAsync(LaunchOptions(policy: null));
        }
        finally
        {
            starting.Release();
        }
    }

    /// <summary>Closes it, unless it is being started or somebody needs it.</summary>
    public async Task CloseIdleAsync(Func<bool> isNeeded)
    {
        if (!await starting.WaitAsync(TimeSpan.Zero, CancellationToken.None))
            return;
        try
        {
            if (!isNeeded())
                await StopAsync();
        }
        finally
        {
            starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await starting.WaitAsync(CancellationToken.None);
        await StopAsync();
        playwright?.Dispose();
        starting.Dispose();
    }

    private BrowserTypeLaunchOptions LaunchOptions(NavigationPolicy? policy) => new()
    {
        Headless = headless,
        ExecutablePath = string.IsNullOrWhiteSpace(options.ExecutablePath) ? null : options.ExecutablePath,
        // Chromium refuses its sandbox to root on Linux; everywhere else it stays, unless the container is the sandbox.
        ChromiumSandbox = options.UsesSandbox(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess),
        Args = policy is null ? Quiet : [.. Quiet, $"--host-resolver-rules={policy.HostRules()}"],
    };

    private async Task StopAsync()
    {
        if (guard is not { Browser: var running })
            return;
        guard = null;
        await warm.ClearAsync(running);
        await CloseQuietlyAsync(running);
    }

    private static async Task CloseQuietlyAsync(IBrowser running)
    {
        try
        {
            await running.CloseAsync().WaitAsync(BrowserHost.Patience, TimeProvider.System);
        }
        catch (Exception e) when (BrowserFaults.IsBrowserFault(e))
        {
            // It had crashed, or is out of reach.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Browser {Version} started in {Milliseconds:0} ms.")]
    private static partial void LogStarted(ILogger logger, string version, double milliseconds);
}
