using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seatkeeper.Dev.Secrets;

namespace Seatkeeper.Dev.Fuzzing;

/// <summary>What a run is to do.</summary>
/// <param name="App">Where the app is.</param>
/// <param name="Seed">What the draws begin with.</param>
/// <param name="Requests">How many.</param>
/// <param name="Callers">Who calls; the first may do most.</param>
public sealed record FuzzPlan(Uri App, int Seed, int Requests, IReadOnlyList<FuzzCaller> Callers)
{
    /// <summary>Requests at once.</summary>
    public int AtOnce { get; init; } = 8;

    /// <summary>Tasks that each call may start.</summary>
    public int StartsOfACall { get; init; } = 2;

    /// <summary>Ids and addresses of the people who call, and ids of their keys: no request is drawn with them.</summary>
    public IReadOnlyList<string> Untouchable { get; init; } = [];

    /// <summary>Hubs that nothing is to delete.</summary>
    public IReadOnlyList<string> KeptHubs { get; init; } = [];

    /// <summary>Accounts that nothing is to change.</summary>
    public IReadOnlyList<string> KeptAccounts { get; init; } = [];

    /// <summary>Whether a call is kept from what the path ends its ids with.</summary>
    internal bool Spares(FuzzOperation operation, string id) =>
        KeptAccounts.Contains(id, StringComparer.Ordinal) || (operation is { Method: "DELETE" } && operation.Path.EndsWith('}') && KeptHubs.Contains(id, StringComparer.Ordinal));
}

/// <summary>What came of a run.</summary>
/// <param name="Objections">What was held against answers, with the request.</param>
/// <param name="Counts">How often each call was made.</param>
/// <param name="Statuses">How often each status was answered.</param>
/// <param name="TasksStarted">Automation that was started.</param>
public sealed record FuzzResult(
    IReadOnlyList<(FuzzRequest Request, FuzzObjection Objection)> Objections, IReadOnlyDictionary<string, int> Counts, IReadOnlyDictionary<int, int> Statuses, int TasksStarted)
{
    /// <summary>The calls that never succeeded, because nothing that the run knew was right for them, and what was said to the last that was meant well.</summary>
    public IReadOnlyDictionary<string, string> NeverGood { get; init; } = new Dictionary<string, string>();

    /// <summary>All requests.</summary>
    public int Requests => Counts.Values.Sum();

    /// <summary>The share of successes.</summary>
    public double GoodShare => Requests == 0 ? 0 : (double)Statuses.Where(status => status.Key is >= 200 and < 300).Sum(status => status.Value) / Requests;

    /// <summary>How often the call was made that was made least.</summary>
    public int LeastOfACall => Counts.Values.DefaultIfEmpty().Min();

    /// <summary>How often a promise was broken.</summary>
    public int Count(FuzzFault fault) => Objections.Count(found => found.Objection.Fault == fault);
}

/// <summary>
/// Calls an app by the document that it serves, and judges every answer. Each request is drawn by seed and number, and by what earlier
/// answers taught; so the same seed asks much the same, and a request that is objected to is told as a whole.
/// </summary>
public sealed class FuzzRun : IDisposable
{
    private const int MostOfAnAnswer = 8 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan PatienceForEvents = TimeSpan.FromMilliseconds(250);
    private readonly FuzzPlan plan;
    private readonly FuzzDocument document;
    private readonly KnownValues known;
    private readonly RequestDraw draws;
    private readonly AnswerJudge judge;
    private readonly StartBudget starts;
    private readonly FuzzOperation[] turns;
    private readonly int first;
    private readonly ConcurrentQueue<(FuzzRequest, FuzzObjection)> objections = new();
    private readonly ConcurrentDictionary<string, int> counts;
    private readonly ConcurrentDictionary<int, int> statuses = new();
    private readonly ConcurrentDictionary<string, string> refusals = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> good = new(StringComparer.Ordinal);
    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>A run over every call of a document.</summary>
    public FuzzRun(FuzzPlan plan, JsonObject document, SecretText secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        this.plan = plan;
        this.document = FuzzDocument.Read(document);
        secrets.Add(new Needle("a secret that the fuzz made up", SecretFields.Canary));
        known = new KnownValues(this.document, plan.Untouchable);
        draws = new RequestDraw(plan, this.document, known);
        judge = new AnswerJudge(this.document, secrets);
        starts = new StartBudget(plan.StartsOfACall);
        counts = new ConcurrentDictionary<string, int>(this.document.Operations.Select(operation => KeyValuePair.Create($"{operation}", 0)), StringComparer.Ordinal);
        // The lists first: what they show is what all others are called with. Then every call in turn, reads more often.
        FuzzOperation[] lists = [.. this.document.Operations.Where(operation => operation.Reads && !operation.In("path").Any())];
        first = lists.Length;
        var shuffle = new Random(plan.Seed);
        turns = [.. lists, .. this.document.Operations.SelectMany(operation => Enumerable.Repeat(operation, operation.Reads ? 3 : 2)).OrderBy(_ => shuffle.Next())];
    }

    /// <summary>Makes the requests.</summary>
    /// <param name="tell">Is told now and then how many were made.</param>
    /// <param name="cancel">Ends the run.</param>
    public async Task<FuzzResult> RunAsync(Action<int>? tell, CancellationToken cancel)
    {
        for (var number = 0; number < Math.Min(first, plan.Requests); number++)
            await OneAsync(number, cancel);
        var done = first;
        await Parallel.ForEachAsync(Enumerable.Range(first, Math.Max(0, plan.Requests - first)), new ParallelOptions { MaxDegreeOfParallelism = plan.AtOnce, CancellationToken = cancel }, async (number, token) =>
        {
            await OneAsync(number, token);
            tell?.Invoke(Interlocked.Increment(ref done));
        });
        return new FuzzResult([.. objections], counts, statuses, starts.Started) { NeverGood = counts.Keys.Where(call => !good.ContainsKey(call)).ToDictionary(call => call, call => refusals.GetValueOrDefault(call, ""), StringComparer.Ordinal) };
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task OneAsync(int number, CancellationToken cancel)
    {
        var operation = number < first ? turns[number] : turns[first + ((number - first) % (turns.Length - first))];
        var random = new Random(unchecked((plan.Seed * 1_000_003) ^ (number * 7_919)));
        var request = draws.Draw(number, operation, random, number < turns.Length && operation.Reads, starts);
        var answer = await SendAsync(request, cancel);
        counts.AddOrUpdate($"{operation}", 1, (_, count) => count + 1);
        statuses.AddOrUpdate(answer.Status, 1, (_, count) => count + 1);
        if (answer.IsGood)
            good.TryAdd($"{operation}", true);
        else if (request.Intent == "valid" && request.Caller.HasPower)
            refusals[$"{operation}"] = $"{answer.Status} {answer.Json?["detail"]}";
        starts.Note(request, answer);
        known.Learn(request, answer);
        if (request.PathIds.Values.LastOrDefault() is { } id && request.Intent == "valid" && ((answer.Status == 204 && operation.Method == "DELETE") || (answer.Status == 404 && ReferenceEquals(request.Caller, plan.Callers[0]))) && !plan.KeptHubs.Contains(id, StringComparer.Ordinal))
            known.Forget(id);
        foreach (var objection in judge.Judge(request, answer))
            objections.Enqueue((request, objection));
    }

    private async Task<FuzzAnswer> SendAsync(FuzzRequest request, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            // As it is: what a client would tidy up is what is to be tried.
            var address = new Uri($"{plan.App.GetLeftPart(UriPartial.Authority)}{request.Target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
            using var message = new HttpRequestMessage(new HttpMethod(request.Operation.Method), address);
            if (request.Caller.Key is { } key)
                message.Headers.TryAddWithoutValidation("X-Api-Key", key);
            foreach (var (name, value) in request.Headers)
                message.Headers.TryAddWithoutValidation(name, value);
            if (request.Body is not null)
                message.Content = new ByteArrayContent(request.Body);
            if (request.ContentType is not null)
                message.Content?.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return await ReadAsync(response, limit.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return new FuzzAnswer(0, null, $"no answer: {e.GetType().Name}: {e.Message}", "");
        }
    }

    private static async Task<FuzzAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        var text = await TextAsync(response, type == "text/event-stream", cancel);
        var headers = string.Join('\n', response.Headers.Concat(response.Content.Headers).SelectMany(header => header.Value.Select(value => $"{header.Key}: {value}")));
        return new FuzzAnswer((int)response.StatusCode, type, text, headers) { Tag = response.Headers.ETag?.ToString(), Json = type is "application/json" or "application/problem+json" ? Parse(text) : null };
    }

    // Events come as long as a task runs, so only their beginning is read.
    private static async Task<string> TextAsync(HttpResponseMessage response, bool isEvents, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (isEvents)
            limit.CancelAfter(PatienceForEvents);
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        using var bytes = new MemoryStream();
        var part = new byte[64 * 1024];
        try
        {
            int read;
            while (bytes.Length < MostOfAnAnswer && (read = await stream.ReadAsync(part, limit.Token)) > 0)
                bytes.Write(part, 0, read);
        }
        catch (OperationCanceledException) when (isEvents && !cancel.IsCancellationRequested)
        {
            // Enough was seen.
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
