using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Seatkeeper.Connectors.Browser;

/// <summary>One run's use of the browser: a context with the account's state, held to where it may go.</summary>
internal sealed class BrowserSession : IAsyncDisposable
{
    private readonly NavigationPolicy policy;
    private readonly Func<BrowserSession, Task> close;
    private readonly ConcurrentQueue<string> blocked = new();
    private readonly HashSet<IPage> own = [];
    private bool closed;

    private BrowserSession(IBrowserContext context, NavigationPolicy policy, Func<BrowserSession, Task> close)
    {
        Context = context;
        this.policy = policy;
        this.close = close;
    }

    public IBrowserContext Context { get; }

    /// <summary>The stored session's version that the context holds; set only once it was seen to work, and then it stays warm.</summary>
    public string? WarmVersion { get; set; }

    /// <summary>What was kept from leaving, or from opening: host and path, never query values.</summary>
    public IReadOnlyCollection<string> Blocked => blocked;

    /// <summary>True where the page opened a window or a download of its own, which no step expects.</summary>
    public bool Surprised { get; private set; }

    public static async Task<BrowserSession> BeginAsync(IBrowserContext context, NavigationPolicy policy, Func<BrowserSession, Task> close)
    {
        var session = new BrowserSession(context, policy, close);
        await context.RouteAsync(policy.OffOrigin, session.DecideAsync);
        context.Page += session.OnPage;
        return session;
    }

    /// <summary>A page of the run's own: the warm one if it is free, else a new one.</summary>
    public async Task<IPage> OpenPageAsync()
    {
        IPage? free;
        lock (own)
        {
            free = Context.Pages.FirstOrDefault(p => !own.Contains(p) && !p.IsClosed);
            if (free is not null)
                own.Add(free);
        }

        if (free is null)
            free = await NewPageAsync();
        free.Download += OnDownload;
        return free;
    }

    public async ValueTask DisposeAsync()
    {
        if (closed)
            return;
        closed = true;
        Context.Page -= OnPage;
        try
        {
            foreach (var page in Context.Pages)
                page.Download -= OnDownload;
            await Context.UnrouteAllAsync(new BrowserContextUnrouteAllOptions { Behavior = UnrouteBehavior.IgnoreErrors });
        }
        catch (PlaywrightException)
        {
            WarmVersion = null;
        }

        await close(this);
    }

    private async Task<IPage> NewPageAsync()
    {
        opening = true;
        try
        {
            var page = await Context.NewPageAsync();
            lock (own)
                own.Add(page);
            return page;
        }
        finally
        {
            opening = false;
        }
    }

    private volatile bool opening;

    private async Task DecideAsync(IRoute route)
    {
        var request = route.Request;
        var topLevel = request.IsNavigationRequest && request.Frame.ParentFrame is null;
        if (topLevel ? policy.AllowsTopLevel(request.Url) : policy.AllowsSubresource(request.Url))
        {
            await route.ContinueAsync();
            return;
        }

        blocked.Enqueue(PageAddress.WithoutValues(request.Url));
        await route.AbortAsync("blockedbyclient");
    }

    private void OnPage(object? sender, IPage page)
    {
        if (opening)
            return;
        Surprised = true;
        blocked.Enqueue("window " + PageAddress.WithoutValues(page.Url));
        _ = CloseQuietlyAsync(page);
    }

    private void OnDownload(object? sender, IDownload download)
    {
        Surprised = true;
        blocked.Enqueue("download " + PageAddress.WithoutValues(download.Url));
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
