using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;

namespace Seatkeeper.Connectors.Browser;

/// <summary>
/// Tells whether the browser that the automation uses is there and runs, without opening one. Asking starts a process, and anybody may
/// ask: so one answer is everybody's for a while.
/// </summary>
public sealed class BrowserCheck
{
    // A browser does not go away from one minute to the next.
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BadFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly BrowserOptions options;
    private readonly Func<Task<string>> findOwn;
    private readonly OneLook look;
    private string? path;

    /// <summary>Makes the check.</summary>
    /// <param name="options">Where the browser is.</param>
    /// <param name="time">Ages what was found.</param>
    public BrowserCheck(IOptions<BrowserOptions> options, TimeProvider time)
        : this(options, time, FindOwnAsync)
    {
    }

    /// <summary>Makes the check.</summary>
    /// <param name="options">Where the browser is.</param>
    /// <param name="time">Ages what was found.</param>
    /// <param name="findOwn">Tells where the driver keeps its own browser.</param>
    internal BrowserCheck(IOptions<BrowserOptions> options, TimeProvider time, Func<Task<string>> findOwn)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options.Value;
        this.findOwn = findOwn;
        look = new OneLook(LookAsync, GoodFor, BadFor, time);
    }

    /// <summary>Asks the browser for its version.</summary>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>What is wrong, or null where it answered.</returns>
    public Task<string?> FindFaultAsync(CancellationToken cancel) => look.FindFaultAsync(cancel);

    private async Task<string?> LookAsync() => options.IsElsewhere ? await ReachAsync(options.WsEndpoint)
        : BrowserFaults.FullDisk(options) is { } ? "The disk for temporary files is full, and no browser works without it." : await AskOwnAsync();

    // That its port answers; whether it is what it should be shows when it is used.
    private static async Task<string?> ReachAsync(string address)
    {
        var at = new Uri(address);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(at.Host, at.Port, patience.Token);
            return null;
        }
        catch (OperationCanceledException)
        {
            return "The browser at Browser__WsEndpoint did not answer in time.";
        }
        catch (SocketException)
        {
            return "The browser at Browser__WsEndpoint cannot be reached.";
        }
    }

    private async Task<string?> AskOwnAsync()
    {
        try
        {
            path ??= options.ExecutablePath is { Length: > 0 } named ? named : await findOwn();
        }
        catch (Exception)
        {
            // Broad, because whatever keeps the driver from starting keeps the browser from it too. Its words name paths, and anybody may ask.
            return "The browser's driver cannot be started.";
        }

        return await AskAsync(path);
    }

    private static async Task<string?> AskAsync(string browser)
    {
        if (!File.Exists(browser))
            return "The browser is not installed; Browser__ExecutablePath may name another one.";
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var start = new ProcessStartInfo(browser, ["--version"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start);
            if (process is null)
                return "The browser cannot be started.";
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 ? null : $"The browser ended with exit code {process.ExitCode}.";
        }
        catch (OperationCanceledException)
        {
            return "The browser did not answer in time.";
        }
        catch (Win32Exception)
        {
            return "The browser cannot be started.";
        }
    }

    private static async Task<string> FindOwnAsync()
    {
        // This starts a process too.
        using var playwright = await Playwright.CreateAsync();
        return playwright.Chromium.ExecutablePath;
    }
}
