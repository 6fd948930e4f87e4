namespace Seatkeeper.Connectors;

/// <summary>
/// Every browser session of this instance is in use. Nothing was done, and nothing is held: come back later, so that
/// no activity slot waits for a browser.
/// </summary>
/// <param name="retryAfter">How long to wait before trying again.</param>
public sealed class BrowserBusyException(TimeSpan retryAfter)
    : Exception($"Every browser session is in use; try again in {retryAfter.TotalSeconds:0} seconds.")
{
    /// <summary>How long to wait before trying again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
