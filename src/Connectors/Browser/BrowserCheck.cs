using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;

namespace Seatkeeper.Connectors.Browser;

/// <summary>Tells whether the browser that the automation uses is there and runs, without opening one.</summary>
/// <param name="options">Where it is.</param>
/// <param name="time">Ages what was found.</param>
public sealed class BrowserCheck(IOptions<BrowserOptions> options, TimeProvider time)
{
    // A browser does not go away from one minute to the next, and asking starts a process.
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private DateTimeOffset goodUntil;

    /// <summary>Asks the browser for its version.</summary>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>What is wrong, or null where it answered.</returns>
    public async Task<string?> FindFaultAsync(CancellationToken cancel)
    {
        if (time.GetUtcNow() < goodUntil)
            return null;
        var fault = options.Value.IsElsewhere ? await ReachAsync(options.Value.WsEndpoint, cancel) : await AskAsync(await PathAsync(), cancel);
        if (fault is null)
            goodUntil = time.GetUtcNow() + GoodFor;
        return fault;
    }

    // That its port answers; whether it is what it should be shows when it is used.
    private static async Task<string?> ReachAsync(string address, CancellationToken cancel)
    {
        var at = new Uri(address);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(at.Host, at.Port, patience.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return "The browser at Browser__WsEndpoint did not answer in time.";
        }
        catch (SocketException)
        {
            return "The browser at Browser__WsEndpoint cannot be reached.";
        }
    }

    private static async Task<string?> AskAsync(string path, CancellationToken cancel)
    {
        if (!File.Exists(path))
            return "The browser is not installed; Browser__ExecutablePath may name another one.";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            var start = new ProcessStartInfo(path, ["--version"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start);
            if (process is null)
                return "The browser cannot be started.";
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 ? null : $"The browser ended with exit code {process.ExitCode}.";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return "The browser did not answer in time.";
        }
        catch (Win32Exception)
        {
            return "The browser cannot be started.";
        }
    }

    private async Task<string> PathAsync()
    {
        if (options.Value.ExecutablePath is { Length: > 0 } path)
            return path;
        using var playwright = await Playwright.CreateAsync();
        return playwright.Chromium.ExecutablePath;
    }
}
