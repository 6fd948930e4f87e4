using Microsoft.Playwright;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Browser;

/// <summary>
/// The one place where the browser driver's exceptions become typed failures. The driver's own texts may quote what
/// was typed, so only their meaning goes on, never the texts.
/// </summary>
internal static class BrowserFaults
{
    private static readonly string[] Gone = ["crash", "has been closed", "was closed", "Target closed", "disconnected", "Connection closed", "Process exited"];
    private static readonly string[] Moved = ["Execution context was destroyed", "Cannot find context", "frame was detached", "Frame was detached", "interrupted by another navigation"];

    /// <summary>True where the page went elsewhere during a look at it: look again.</summary>
    public static bool IsMoved(Exception e) => e is PlaywrightException && Contains(e, Moved);

    /// <summary>True where a found element was replaced before it could be used: find it again.</summary>
    public static bool IsStale(Exception e) => e is PlaywrightException && (Contains(e, "not attached", "detached from the DOM") || IsMoved(e));

    // With less than this a page comes half or not at all, and nothing says why: Chromium keeps what its pages share there.
    private const long LeastBytes = 32L * 1024 * 1024;

    /// <summary>Why no browser can work here: the disk for temporary files is full. Null where it has room, or cannot be asked, or the browser runs elsewhere.</summary>
    public static Failure? FullDisk(BrowserOptions options)
    {
        try
        {
            var folder = Path.GetTempPath();
            var free = options.IsElsewhere ? long.MaxValue : new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder) ?? folder : folder).AvailableFreeSpace;
            return free < LeastBytes ? new Failure(FailureKind.BrowserFailure, Detail: "the disk for temporary files is full, and no browser works without it") : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public static bool IsBrowserFault(Exception e) => e is PlaywrightException or TimeoutException;

    public static AppFailureException ToFailure(Exception e, FailurePhase phase) => new(new Failure(KindOf(e, phase), phase, Detail: DetailOf(e)));

    /// <summary>
    /// Loads a page, and once more where it loaded by itself in the same moment, as one does whose workspace was switched: our own load is
    /// aborted by that, as it is by a download, after which it is not.
    /// </summary>
    public static async Task<T> PastOwnLoadAsync<T>(Func<Task<T>> load, Func<bool> isSurprised)
    {
        try
        {
            return await load();
        }
        catch (PlaywrightException e) when (IsAborted(e) && !isSurprised())
        {
            return await load();
        }
    }

    private static bool IsAborted(Exception e) => Contains(e, "net::ERR_ABORTED");

    private static FailureKind KindOf(Exception e, FailurePhase phase)
    {
        if (Contains(e, Gone))
            return FailureKind.BrowserFailure;
        if (IsAborted(e))
            return FailureKind.PageContractBroken;
        if (Contains(e, "net::ERR_", "NS_ERROR_"))
            return FailureKind.SiteUnavailable;
        if (e is TimeoutException)
            return KindOfTimeout(phase);
        return Contains(e, "strict mode violation") ? FailureKind.PageContractBroken : FailureKind.BrowserFailure;
    }

    private static FailureKind KindOfTimeout(FailurePhase phase) => phase switch
    {
        FailurePhase.Read => FailureKind.ReadIncomplete,
        // On no page yet, or on none any more: it is the browser that did not answer.
        FailurePhase.None => FailureKind.BrowserFailure,
        _ => FailureKind.TimeoutBeforeSubmit,
    };

    private static string DetailOf(Exception e)
    {
        var at = e.Message.IndexOf("net::ERR_", StringComparison.Ordinal);
        if (at >= 0)
            return new string([.. e.Message.Skip(at).TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '_')]);
        if (e is TimeoutException)
            return "the page did not answer in time";
        return Contains(e, Gone) ? "the browser or its page is gone" : "the browser's driver reported a fault";
    }

    private static bool Contains(Exception e, params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (e.Message.Contains(text, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
