using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Seatkeeper.Connectors.Browser;

/// <summary>What the page asked for by itself, seen in passing; nothing is ever asked on its behalf.</summary>
internal sealed class NetworkWatch : IDisposable
{
    private readonly IPage page;
    private readonly Func<string, string?> nameOf;
    private readonly ConcurrentQueue<SeenAnswer> answers = new();
    private volatile TaskCompletionSource<SeenAnswer> trouble = NewSignal();
    private volatile TaskCompletionSource<SeenAnswer> posted = NewSignal();
    private readonly Lock reading = new();
    private (IResponse Response, Task Body)? readOnce;
    private volatile TaskCompletionSource<SeenAnswer> next = NewSignal();
    private volatile IRequest? sent;
    private readonly ConcurrentDictionary<IRequest, bool> underway = new();
    private string? counted;

    /// <summary>Begins to watch a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="nameOf">The name of a known answer by its path, or null for one that is of no interest.</param>
    public NetworkWatch(IPage page, Func<string, string?> nameOf)
    {
        this.page = page;
        this.nameOf = nameOf;
        page.Response += OnResponse;
        page.RequestFailed += OnFailed;
        page.Crash += OnCrash;
    }

    public bool Crashed { get; private set; }

    /// <summary>Told of every known answer; its body may still be on the way.</summary>
    public Action<SeenAnswer>? Answered { get; set; }

    /// <summary>Ends with the first known answer that cannot be what the page needs.</summary>
    public Task<SeenAnswer> Trouble => trouble.Task;

    /// <summary>Ends with the first answer to something that the page sent and that is not a known read.</summary>
    public Task<SeenAnswer> Posted => posted.Task;

    public IReadOnlyList<SeenAnswer> Answers(string name) => [.. answers.Where(a => a.Name == name)];

    /// <summary>Reads an answer's body once, however often it is asked for: it may be large.</summary>
    public Task<T> OnceAsync<T>(IResponse response, Func<Task<T>> read)
    {
        lock (reading)
        {
            if (readOnce is not { } known || !ReferenceEquals(known.Response, response) || known.Body is not Task<T>)
                readOnce = known = (response, read());
            return (Task<T>)known.Body;
        }
    }

    /// <summary>Forgets what was seen: another page is loaded, or something is about to be sent.</summary>
    public void Restart()
    {
        answers.Clear();
        trouble = NewSignal();
        posted = NewSignal();
    }

    /// <summary>Ends with the answer to the first thing that the page sends from now on and that is not a known read; status 0 where none came.</summary>
    public Task<SeenAnswer> NextPost()
    {
        Restart();
        var signal = next = NewSignal();
        WatchSends();
        return signal.Task;
    }

    /// <summary>Notes from now on whether the page sends anything that is not a known read; what was seen so far is kept.</summary>
    public void WatchSends()
    {
        ForgetSends();
        page.Request += OnRequest;
    }

    /// <summary>Whatever the page sends is nobody's business for now.</summary>
    public void ForgetSends()
    {
        page.Request -= OnRequest;
        sent = null;
    }

    /// <summary>True where something was sent since <see cref="WatchSends"/> or <see cref="NextPost"/>.</summary>
    public bool HasSent => sent is not null;

    /// <summary>Counts from now on the page's own reads of one name.</summary>
    public void CountReads(string name)
    {
        underway.Clear();
        counted = name;
        StopCounting();
        page.Request += OnReadBegun;
        page.RequestFinished += OnReadEnded;
        page.RequestFailed += OnReadEnded;
    }

    /// <summary>Waits until none of the counted reads is underway; false where that takes too long.</summary>
    public async Task<bool> ReadsEndAsync(TimeSpan wait, TimeProvider time, CancellationToken cancel)
    {
        for (var from = time.GetTimestamp(); !underway.IsEmpty; await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancel))
        {
            if (time.GetElapsedTime(from) > wait)
                return false;
        }

        return true;
    }

    /// <summary>The page stays for the next run, which watches it anew.</summary>
    public void Dispose()
    {
        StopCounting();
        page.Request -= OnRequest;
        page.Response -= OnResponse;
        page.RequestFailed -= OnFailed;
        page.Crash -= OnCrash;
    }

    private void StopCounting()
    {
        page.Request -= OnReadBegun;
        page.RequestFinished -= OnReadEnded;
        page.RequestFailed -= OnReadEnded;
    }

    private void OnReadBegun(object? sender, IRequest request)
    {
        if (nameOf(request.Url) == counted)
            underway[request] = true;
    }

    private void OnReadEnded(object? sender, IRequest request) => underway.TryRemove(request, out _);

    private void OnCrash(object? sender, IPage crashed) => Crashed = true;

    private static TaskCompletionSource<SeenAnswer> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void OnRequest(object? sender, IRequest request)
    {
        if (sent is not null || !MayChange(request) || request.ResourceType is not ("fetch" or "xhr" or "document") || nameOf(request.Url) is not null || !IsOwn(request))
            return;
        sent = request;
        page.Request -= OnRequest;
    }

    private static bool MayChange(IRequest request) => request.Method is not ("GET" or "HEAD" or "OPTIONS");

    // What a page tells other hosts is no change in the app.
    private bool IsOwn(IRequest request) =>
        Uri.TryCreate(request.Url, UriKind.Absolute, out var asked) && Uri.TryCreate(page.Url, UriKind.Absolute, out var here) && asked.Authority == here.Authority;

    private void OnResponse(object? sender, IResponse response)
    {
        var request = response.Request;
        if (request.ResourceType is not ("fetch" or "xhr" or "document"))
            return;
        var name = nameOf(request.Url);
        var answer = new SeenAnswer(name ?? "", response.Status, response.Headers, response);
        if (name is null)
        {
            if (MayChange(request) && IsOwn(request))
                posted.TrySetResult(answer);
            if (ReferenceEquals(request, sent))
                next.TrySetResult(answer);
            return;
        }

        answers.Enqueue(answer);
        Answered?.Invoke(answer);
        if (answer.IsTrouble)
            trouble.TrySetResult(answer);
    }

    private void OnFailed(object? sender, IRequest request)
    {
        if (ReferenceEquals(request, sent))
            next.TrySetResult(new SeenAnswer("", 0, new Dictionary<string, string>(StringComparer.Ordinal), Response: null));
        if (nameOf(request.Url) is { } name && request.Failure?.Contains("ABORTED", StringComparison.OrdinalIgnoreCase) != true)
            trouble.TrySetResult(new SeenAnswer(name, 0, new Dictionary<string, string>(StringComparer.Ordinal), Response: null));
    }
}

/// <summary>An answer that the page got; status 0 where none came.</summary>
internal sealed record SeenAnswer(string Name, int Status, IReadOnlyDictionary<string, string> Headers, IResponse? Response)
{
    public bool IsJson => Header("content-type")?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;

    // A call that is gone (404) is no trouble: the page decides what it shows without it.
    public bool IsTrouble => Status is 0 or 401 or 403 or 429 or >= 500 || (Status is >= 200 and < 300 && !IsJson);

    // What a page shows after such an answer cannot be trusted, however whole it looks.
    public bool SpoilsThePage => Status is 401 or 429 || (Status is >= 200 and < 300 && !IsJson);

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
