using Microsoft.Playwright;

namespace Seatkeeper.Connectors.Browser;

/// <summary>
/// Contexts kept between two runs of one account. One is given out only while the account's stored session is the
/// version that the context was left with: another instance may have signed in since.
/// </summary>
internal sealed class WarmContexts(int most, TimeSpan keep, TimeProvider time)
{
    /// <summary>How many runs one context serves: until it is closed, the driver keeps whatever was asked and answered in it.</summary>
    public const int MostRuns = 25;

    private const int PagesKept = 2;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Warm> kept = new(StringComparer.Ordinal);

    public bool Any
    {
        get
        {
            lock (gate)
                return kept.Count > 0;
        }
    }

    /// <summary>The account's context and how many runs it has served; null where none was kept, or not this one.</summary>
    public async Task<(IBrowserContext Context, int Runs)?> TakeAsync(string account, string? version, IBrowser browser)
    {
        Warm? found;
        lock (gate)
            kept.Remove(account, out found);
        if (found is null)
            return null;
        if (string.Equals(found.Version, version, StringComparison.Ordinal) && ReferenceEquals(found.Context.Browser, browser) && time.GetElapsedTime(found.Since) < keep)
        {
            try
            {
                await found.Emptying.WaitAsync(BrowserHost.Patience, TimeProvider.System);
                return (found.Context, found.Runs);
            }
            catch (TimeoutException)
            {
                // It does not answer any more.
            }
        }

        await CloseAsync(found);
        return null;
    }

    public async Task KeepAsync(string account, string version, IBrowserContext context, int runs)
    {
        List<Warm> surplus = [];
        lock (gate)
        {
            if (kept.Remove(account, out var before))
                surplus.Add(before);
            if (kept.Count >= most)
            {
                var oldest = kept.MinBy(entry => entry.Value.Since);
                kept.Remove(oldest.Key);
                surplus.Add(oldest.Value);
            }

            kept[account] = new Warm(context, version, runs, time.GetTimestamp(), EmptyAsync(context));
        }

        await CloseAsync([.. surplus]);
    }

    // The people of the last read do not stay in memory, and the next run need not open its pages; nobody waits for it.
    private static async Task EmptyAsync(IBrowserContext context)
    {
        try
        {
            await Task.WhenAll(context.Pages.Skip(PagesKept).Select(page => page.CloseAsync()));
            await Task.WhenAll(context.Pages.Select(LetGoAsync));
            while (context.Pages.Count < PagesKept)
                await context.NewPageAsync();
        }
        catch (Exception e) when (BrowserFaults.IsBrowserFault(e))
        {
            // The browser is gone; whoever takes the context finds that out by using it.
        }
    }

    // A page that is left is collected only once its process finds that it runs short, which on a large machine is hundreds of pages later.
    private static async Task LetGoAsync(IPage page)
    {
        await page.GotoAsync("about:blank");
        await page.RequestGCAsync();
    }

    public Task CloseOldAsync() => RemoveAsync(warm => time.GetElapsedTime(warm.Since) >= keep);

    /// <summary>Closes those of one browser; another mode's stay.</summary>
    public Task ClearAsync(IBrowser browser) => RemoveAsync(warm => ReferenceEquals(warm.Context.Browser, browser));

    private Task RemoveAsync(Func<Warm, bool> which)
    {
        List<KeyValuePair<string, Warm>> old;
        lock (gate)
        {
            old = [.. kept.Where(entry => which(entry.Value))];
            foreach (var entry in old)
                kept.Remove(entry.Key);
        }

        return CloseAsync([.. old.Select(entry => entry.Value)]);
    }

    private static async Task CloseAsync(params Warm[] contexts)
    {
        foreach (var warm in contexts)
        {
            try
            {
                await warm.Context.CloseAsync().WaitAsync(BrowserHost.Patience, TimeProvider.System);
            }
            catch (Exception e) when (BrowserFaults.IsBrowserFault(e))
            {
                // The browser is gone, and its contexts with it.
            }
        }
    }

    // Since: a timestamp and no time of day, which may be set back.
    private sealed record Warm(IBrowserContext Context, string Version, int Runs, long Since, Task Emptying);
}
