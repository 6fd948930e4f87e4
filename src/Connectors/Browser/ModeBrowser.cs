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
    private BrowserWear? wear;

    /// <summary>The running browser, or null where there is none.</summary>
    public IBrowser? Running => wear?.Guard.Browser;

    /// <summary>Lets one more session into a running browser; it has to leave it again.</summary>
    /// <param name="policy">Where its pages may go.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="BrowserBusyException">The running one is worn and still in use: it lets nobody in any more, so that it comes to its end under any load.</exception>
    /// <exception cref="AppFailureException">None can be started.</exception>
    public async Task<BrowserWear> EnterAsync(NavigationPolicy policy, CancellationToken cancel)
    {
        await starting.WaitAsync(cancel);
        try
        {
            if (wear is { Guard.Browser.IsConnected: true } present && await TakesOneMoreAsync(present))
                return Entered(present);
            await StopAsync();
            playwright ??= await Playwright.CreateAsync();
            var from = time.GetTimestamp();
            var browser = options.IsElsewhere
                ? await RemoteBrowser.ConnectAsync(playwright.Chromium, options.WsEndpoint, policy)
                : await playwright.Chromium.LaunchAsync(LaunchOptions(policy));
            wear = new BrowserWear(await DocumentGuard.OnAsync(browser), options, time);
            LogStarted(log, browser.Version, time.GetElapsedTime(from).TotalMilliseconds);
            return Entered(wear);
        }
        catch (Exception e) when (BrowserFaults.IsBrowserFault(e))
        {
            // The driver may have died with the browser: the next session starts both anew.
            playwright?.Dispose();
            (playwright, wear) = (null, null);
            throw BrowserFaults.ToFailure(e, FailurePhase.None);
        }
        finally
        {
            starting.Release();
        }
    }

    /// <summary>It does not answer any more: whoever comes next starts another, or connects anew.</summary>
    public void GiveUp(DocumentGuard silent)
    {
        if (wear is { } present && ReferenceEquals(present.Guard, silent) && ReferenceEquals(Interlocked.CompareExchange(ref wear, null, present), present))
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

    // False where another has to take its place. One that does not answer is of no use to anybody, whoever is in it.
    private async Task<bool> TakesOneMoreAsync(BrowserWear present)
    {
        try
        {
            if (!await present.IsWornAsync())
                return true;
        }
        catch (TimeoutException)
        {
            GiveUp(present.Guard);
            return false;
        }

        return present.IsUsed ? throw SessionGate.Busy() : false;
    }

    private static BrowserWear Entered(BrowserWear running)
    {
        running.Enter();
        return running;
    }

    private async Task StopAsync()
    {
        if (wear is not { Guard.Browser: var running })
            return;
        wear = null;
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
