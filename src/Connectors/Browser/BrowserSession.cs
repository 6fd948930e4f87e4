using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Seatkeeper.Connectors.Browser;

/// <summary>One run's use of the browser: a context with the account's state, held to where it may go.</summary>
internal sealed class BrowserSession : IAsyncDisposable
{
    private readonly DocumentGuard guard;
    private readonly DocumentRule rule;
    private readonly Func<BrowserSession, Task> close;
    private readonly ConcurrentDictionary<string, bool> blocked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<BlockedHost, bool> refused = new();
    private readonly ConcurrentQueue<IPage> warm;
    private int opening;
    private bool closed;

    /// <summary>Begins a run in a context of the guarded browser.</summary>
    public BrowserSession(IBrowserContext context, NavigationPolicy policy, DocumentGuard guard, Func<BrowserSession, Task> close)
    {
        Context = context;
        this.guard = guard;
        this.close = close;
        rule = new DocumentRule(policy, url => Block(url, "document"));
        // A page that opens later is the run's own, or one that opened by itself and is never used.
        warm = new ConcurrentQueue<IPage>(context.Pages);
        context.Page += OnPage;
        context.RequestFailed += OnFailed;
    }

    public IBrowserContext Context { get; }

    /// <summary>The stored session's version that the context holds; set only once it was seen to work, and then it stays warm.</summary>
    public string? WarmVersion { get; set; }

    /// <summary>The context ends with this run, and with it whatever of the session is in nobody's store, such as how long its cookies are good.</summary>
    public bool IsContextsLast { get; init; }

    /// <summary>Nobody uses the context after this run: something was put into it that cannot be taken out again.</summary>
    public bool StaysCold { get; set; }

    /// <summary>What was kept from leaving, or from opening, each address once: host and path, never query values.</summary>
    public IReadOnlyCollection<string> Blocked => [.. blocked.Keys];

    /// <summary>The same by host and kind only.</summary>
    public IReadOnlyList<BlockedHost> Refused => [.. refused.Keys.OrderBy(one => one.Host, StringComparer.Ordinal).ThenBy(one => one.Kind, StringComparer.Ordinal)];

    /// <summary>True where the page opened a window or a download of its own, which no step expects.</summary>
    public bool Surprised { get; private set; }

    /// <summary>A page of the run's own: a warm one if there is any, else a new one.</summary>
    public async Task<IPage> OpenPageAsync()
    {
        IPage? page;
        while (warm.TryDequeue(out page) && page.IsClosed)
            continue;
        page ??= await NewPageAsync();
        await guard.AdmitAsync(page, rule);
        page.Download += OnDownload;
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (closed)
            return;
        closed = true;
        guard.End(rule);
        Context.Page -= OnPage;
        Context.RequestFailed -= OnFailed;
        foreach (var page in Context.Pages)
            page.Download -= OnDownload;
        await close(this);
    }

    private async Task<IPage> NewPageAsync()
    {
        Interlocked.Increment(ref opening);
        try
        {
            return await Context.NewPageAsync().WaitAsync(BrowserHost.Patience, TimeProvider.System);
        }
        finally
        {
            Interlocked.Decrement(ref opening);
        }
    }

    private void Block(string url, string kind)
    {
        blocked.TryAdd(PageAddress.WithoutValues(url), value: true);
        Refuse(url, kind);
    }

    private void Refuse(string url, string kind) => refused.TryAdd(new BlockedHost(Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Host : "", kind), value: true);

    // What the browser's host rules refuse does not resolve. What the guard refused fails too, and here it is told whose it was.
    private void OnFailed(object? sender, IRequest request)
    {
        if (!rule.Policy.AllowsSubresource(request.Url) || request.Failure?.Contains("BLOCKED_BY_CLIENT", StringComparison.Ordinal) == true)
            Block(request.Url, request.Method is "GET" ? request.ResourceType : $"{request.Method} {request.ResourceType}");
    }

    private void OnPage(object? sender, IPage page)
    {
        if (Volatile.Read(ref opening) > 0)
            return;
        Surprised = true;
        blocked.TryAdd("window " + PageAddress.WithoutValues(page.Url), value: true);
        Refuse(page.Url, "window");
        _ = CloseQuietlyAsync(page);
    }

    private void OnDownload(object? sender, IDownload download)
    {
        Surprised = true;
        blocked.TryAdd("download " + PageAddress.WithoutValues(download.Url), value: true);
        Refuse(download.Url, "download");
    }

    private static async Task CloseQuietlyAsync(IPage page)
    {
        try
        {
            await page.CloseAsync();
        }
        catch (PlaywrightException)
        {
            // Closed already.
        }
    }
}
