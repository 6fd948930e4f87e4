using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Connectors.Pictures;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Ahrefs;

/// <summary>What every step of one visit to the site shares.</summary>
internal sealed record VisitTools(AhrefsOptions Site, BrowserOptions Browser, PageLoadPacer Pacer, TimeProvider Time, ILogger Log);

/// <summary>One run's visit to the site: its browser session, its page map, its secrets to be masked.</summary>
internal sealed partial class AhrefsVisit(IAutomationRun run, BrowserSession session, PageMap map, VisitTools tools) : IDisposable
{
    private readonly List<AhrefsPage> pages = [];
    private readonly SemaphoreSlim front = new(1, 1);
    private const int MostQuoted = 80;
    private string? username;

    public IAutomationRun Run => run;

    public BrowserSession Session => session;

    public PageMap Map => map;

    public VisitTools Tools => tools;

    public SecretMask Mask { get; } = new();

    /// <summary>What no picture of this visit may show.</summary>
    public Privacy Privacy => new(Mask, IsPrivate);

    /// <summary>What this visit may change; nothing, unless it came to change something.</summary>
    public EffectPermit Permit { get; set; } = EffectPermit.Nothing;

    /// <summary>A person's own account is at work: no page is pictured, and no text of one is quoted.</summary>
    public bool IsOwn { get; init; }

    /// <summary>The pages are compared with their map, and nobody knows yet what a click in them means: where nothing keeps a page from sending, nothing is clicked but what signs in.</summary>
    public bool IsProbe { get; init; }

    /// <summary>The site asked for a one-time code during this visit, and took it.</summary>
    public bool PassedSecondFactor { get; set; }

    /// <summary>A page stayed empty: the site may be stuck, or the session dead without a word.</summary>
    public bool SawBlankPage { get; set; }

    public async Task<AhrefsPage> OpenPageAsync()
    {
        var page = new AhrefsPage(await session.OpenPageAsync(), this);
        lock (pages)
            pages.Add(page);
        return page;
    }

    /// <summary>The pages opened so far are done with; what they still show counts for nothing.</summary>
    public async Task ClosePagesAsync()
    {
        List<AhrefsPage> open;
        lock (pages)
        {
            open = [.. pages];
            pages.Clear();
        }

        foreach (var page in open)
            await page.Page.CloseAsync().WaitAsync(BrowserHost.Patience, TimeProvider.System);
    }

    /// <summary>Runs with the page in front: a browser draws, scrolls and settles only what is in front at full speed.</summary>
    public async Task<T> InFrontAsync<T>(AhrefsPage page, Func<Task<T>> step, CancellationToken cancel)
    {
        await front.WaitAsync(cancel);
        try
        {
            await page.ToFrontAsync(cancel);
            return await step();
        }
        finally
        {
            front.Release();
        }
    }

    public void Dispose()
    {
        front.Dispose();
        foreach (var page in pages)
            page.Watch.Dispose();
    }

    public string AddressOf(string pathName) => new Uri(tools.Site.Address, map.Paths[pathName]).AbsoluteUri;

    /// <summary>True for pages of which nothing is ever kept.</summary>
    public bool IsPrivate(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && new[] { "login", "totp", "emailLink", "enroll", "sso", "security" }.Any(name => map.Paths.TryGetValue(name, out var path) && IsAt(address.AbsolutePath, path));

    public bool IsAt(string path, string wanted) =>
        path.Equals(wanted, StringComparison.OrdinalIgnoreCase) || path.StartsWith(wanted + "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Who is expected to be signed in; read without the secret where the run knows it.</summary>
    public async Task<string> UsernameAsync(CancellationToken cancel) =>
        username ??= run.Username ?? (await CredentialsAsync(cancel)).Username;

    public async Task<AppCredentials> CredentialsAsync(CancellationToken cancel)
    {
        var credentials = await run.GetCredentialsAsync(cancel);
        Mask.Add(credentials.Password);
        Mask.Add(credentials.TotpSecret);
        return credentials;
    }

    /// <summary>A failure by what is behind it: on a full disk a page comes half or not at all, as if the site had changed or was down.</summary>
    public Failure CausedBy(Failure failure) =>
        failure.Kind is FailureKind.PageContractBroken or FailureKind.UnexpectedOverlay or FailureKind.ReadIncomplete or FailureKind.TimeoutBeforeSubmit or FailureKind.SiteUnavailable or FailureKind.BrowserFailure
        && BrowserFaults.FullDisk(tools.Browser) is { } full
            ? failure with { Kind = full.Kind, Detail = full.Detail }
            : failure;

    /// <summary>Pictures the first page that may be pictured, once for the failure.</summary>
    public async Task<Failure> WithEvidenceAsync(Failure failure)
    {
        if (IsOwn)
            return failure;
        foreach (var page in pages.Where(p => p.Failed).Concat(pages.Where(p => !p.Failed)).ToList())
        {
            if (failure.EvidenceIds is { Count: > 0 })
                break;
            failure = await PictureAsync(page, failure);
        }

        return failure;
    }

    /// <summary>A text of the page as a failure may quote it: no secret, no address, and not much of it.</summary>
    public string Quote(string? text)
    {
        if (IsOwn)
            return "(not told)";
        var quoted = Address().Replace(Mask.Apply(text ?? ""), "(address)");
        return quoted.Length > MostQuoted ? quoted[..MostQuoted] : quoted;
    }

    public async Task<string> StorageStateAsync() =>
        await session.Context.StorageStateAsync(new BrowserContextStorageStateOptions()).WaitAsync(BrowserHost.Patience, TimeProvider.System);

    // What happened matters more than its picture, whatever the place where pictures are kept is up to.
    private async Task<Failure> PictureAsync(AhrefsPage page, Failure failure)
    {
        try
        {
            return await EvidenceCamera.TakeAsync(page.Page, failure, run, Privacy, () => page.TextAsync().WaitAsync(tools.Browser.StepTimeout, tools.Time));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogNotPictured(tools.Log, e, failure.Kind);
            return failure;
        }
    }

    [GeneratedRegex(@"\S*@\S*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    [LoggerMessage(Level = LogLevel.Warning, Message = "What a failure ({Kind}) looked like could not be kept.")]
    private static partial void LogNotPictured(ILogger logger, Exception exception, FailureKind kind);
}
