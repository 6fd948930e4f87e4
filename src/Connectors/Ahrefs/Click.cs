using Microsoft.Playwright;
using Seatkeeper.Connectors.Browser;

namespace Seatkeeper.Connectors.Ahrefs;

/// <summary>One click that may send something off. Until it has begun, nothing can have been sent by it.</summary>
internal sealed class Click
{
    /// <summary>How long it may take, in milliseconds: far shorter than what was written before it holds good for.</summary>
    public const float LongestMs = 5_000;

    public bool Began { get; set; }

    /// <summary>
    /// Clicks once. False where the driver's log tells that the click never got as far as the mouse, and null where the element was gone
    /// before that; without that log nothing is known, and the driver's fault goes on.
    /// </summary>
    /// <param name="element">The element.</param>
    /// <param name="timeoutMs">How long it may take to become ready.</param>
    /// <param name="isTrial">Only waits until it is ready, and clicks nothing.</param>
    public static async Task<bool?> SoonAsync(IElementHandle element, float timeoutMs = LongestMs, bool isTrial = false)
    {
        try
        {
            await element.ClickAsync(new ElementHandleClickOptions { Timeout = timeoutMs, Trial = isTrial });
            return true;
        }
        catch (TimeoutException e) when (NeverClicked(e))
        {
            return false;
        }
        catch (PlaywrightException e) when (BrowserFaults.IsStale(e) && NeverClicked(e))
        {
            return null;
        }
    }

    private static bool NeverClicked(Exception e) =>
        e.Message.Contains("Call log:", StringComparison.Ordinal) && !e.Message.Contains("performing click action", StringComparison.Ordinal);
}
