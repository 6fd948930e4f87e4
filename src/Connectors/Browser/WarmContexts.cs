using Microsoft.Playwright;

namespace Seatkeeper.Connectors.Browser;

/// <summary>
/// Contexts kept between two runs of one account. One is given out only while the account's stored session is the
/// version that the context was left with: another instance may have signed in since.
/// </summary>
internal sealed class WarmContexts(int most, TimeSpan keep, TimeProvider time)
{
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

    public async Task<IBrowserContext?> TakeAsync(string account, string? version, IBrowser browser)
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
                return found.Context;
            }
            catch (TimeoutException)
            {
                // It does not answer any more.
            }
        }

        await CloseAsync(found);
        return null;
    }

    public async Task KeepAsync(string account, string version, IBrowserContext context)
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

            kept[account] = new Warm(context, version, time.GetTimestamp(), EmptyAsync(context));
        }

        await CloseAsync([.. surplus]);
    }

    // The people of the last read do not stay in memory, and the next run need not open its pages; nobody waits for it.
    private static async Task EmptyAsync(IBrowserContext context)
    {
        try
        {
            await Task.WhenAll(context.Pages.Skip(PagesKept).Select(page => page.CloseAsync()));
            await Task.WhenAll(context.Pages.Select(page => page.GotoAsync("about:blank")));
            while (context.Pages.Count < PagesKept)
                await context.NewPageAsync();
        }
        catch (Exception e) when (BrowserFaults.IsBrowserFault(e))
        {
            // The browser is gone; whoever takes the context finds that out by using it.
        }
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
    private sealed record Warm(IBrowserContext Context, string Version, long Since, Task Emptying);
}
