using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace Seatkeeper.Connectors.Browser;

/// <summary>Tells when a browser has served long enough: by its sessions, its age, and the memory that it holds.</summary>
/// <param name="browser">The browser.</param>
/// <param name="options">The limits.</param>
/// <param name="time">The clock.</param>
internal sealed class BrowserWear(DocumentGuard browser, BrowserOptions options, TimeProvider time)
{
    private const int MostSessions = 500;
    private const int BytesPerMb = 1024 * 1024;
    private readonly long since = time.GetTimestamp();
    private int served;

    public void Serve() => Interlocked.Increment(ref served);

    public async Task<bool> IsWornAsync() =>
        served >= MostSessions || time.GetElapsedTime(since) >= options.RecycleAfter || await MemoryMbAsync() > options.RecycleAboveMb;

    // Of a browser that runs elsewhere the ids mean nothing here; it ages by sessions and time.
    private async Task<long> MemoryMbAsync()
    {
        if (options.IsElsewhere)
            return 0;
        JsonElement? told;
        try
        {
            told = await browser.AskAsync("SystemInfo.getProcessInfo").WaitAsync(BrowserHost.Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // One that does not answer is of no use to anybody.
            return long.MaxValue;
        }

        return told?.GetProperty("processInfo").EnumerateArray().Sum(HeldMb) ?? 0;
    }

    private static long HeldMb(JsonElement process)
    {
        try
        {
            using var running = Process.GetProcessById(process.GetProperty("id").GetInt32());
            return running.WorkingSet64 / BytesPerMb;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended since the browser told of it.
            return 0;
        }
    }
}
