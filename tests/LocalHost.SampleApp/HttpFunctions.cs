using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace LocalHost.SampleApp;

/// <summary>HTTP functions of every kind that a host treats differently.</summary>
public sealed partial class HttpFunctions(Journal journal, IConfiguration configuration, ILogger<HttpFunctions> log)
{
    [Function(nameof(Ping))]
    public IActionResult Ping([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ping/{name?}")] HttpRequest request, string? name)
    {
        LogPing(log, name ?? "nobody");
        return new OkObjectResult(new { pong = name ?? "world", pid = Environment.ProcessId, query = request.Query["q"].ToString() });
    }

    [Function(nameof(PutNumber))]
    public IActionResult PutNumber([HttpTrigger(AuthorizationLevel.Anonymous, "put", "patch", Route = "numbers/{number:int}/{*rest}")] HttpRequest request, int number, string? rest) =>
        new OkObjectResult(new { number, rest, method = request.Method });

    [Function(nameof(UnroutedName))]
    public IActionResult UnroutedName([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => new OkObjectResult(request.Method);

    /// <summary>Switched off by a setting.</summary>
    [Function(nameof(DisabledRoute))]
    public IActionResult DisabledRoute([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "disabled")] HttpRequest request) => new OkResult();

    [Function(nameof(Echo))]
    public async Task Echo([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "echo")] HttpRequest request, CancellationToken cancel)
    {
        request.HttpContext.Response.ContentType = request.ContentType;
        request.HttpContext.Response.Headers["X-Sample"] = request.Headers["X-Sample"];
        await request.Body.CopyToAsync(request.HttpContext.Response.Body, cancel);
    }

    [Function(nameof(Keyed))]
    public IActionResult Keyed([HttpTrigger(AuthorizationLevel.Function, "get", Route = "keyed")] HttpRequest request) => new OkResult();

    [Function(nameof(MasterOnly))]
    public IActionResult MasterOnly([HttpTrigger(AuthorizationLevel.Admin, "get", Route = "master-only")] HttpRequest request) => new OkResult();

    [Function(nameof(Setting))]
    public IActionResult Setting([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "settings/{name}")] HttpRequest request, string name) =>
        new OkObjectResult(configuration[name.Replace("__", ":", StringComparison.Ordinal)] ?? "");

    [Function(nameof(ReadJournal))]
    public IActionResult ReadJournal([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "journal")] HttpRequest request) => new OkObjectResult(journal.Lines());

    /// <summary>Sends one event, and the next only when told to by another request: proof that nothing in between holds events back.</summary>
    [Function(nameof(StreamEvents))]
    public async Task StreamEvents([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "events/{topic}")] HttpRequest request, string topic, CancellationToken cancel)
    {
        var response = request.HttpContext.Response;
        response.ContentType = "text/event-stream";
        for (var number = 1; number <= 2; number++)
        {
            await response.WriteAsync($"data: {number}\n\n", cancel);
            await response.Body.FlushAsync(cancel);
            if (number == 1)
                await WaitForAsync($"next {topic}", cancel);
        }
    }

    [Function(nameof(NextEvent))]
    public IActionResult NextEvent([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "events/{topic}/next")] HttpRequest request, string topic)
    {
        journal.Add($"next {topic}");
        return new NoContentResult();
    }

    [Function(nameof(Throw))]
    public IActionResult Throw([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "throw")] HttpRequest request) => throw new InvalidOperationException("thrown on purpose");

    /// <summary>Runs until its token is cancelled, and notes both ends.</summary>
    [Function(nameof(WaitForCancel))]
    public async Task<IActionResult> WaitForCancel([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "wait/{topic}")] HttpRequest request, string topic, CancellationToken cancel)
    {
        journal.Add($"waiting {topic}");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
        }
        catch (OperationCanceledException)
        {
            journal.Add($"cancelled {topic}");
        }

        return new OkObjectResult("cancelled");
    }

    /// <summary>Heeds no token at all.</summary>
    [Function(nameof(Stubborn))]
    public async Task<IActionResult> Stubborn([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "stubborn/{topic}")] HttpRequest request, string topic)
    {
        journal.Add($"stubborn {topic}");
        await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
        return new OkResult();
    }

    private async Task WaitForAsync(string line, CancellationToken cancel)
    {
        while (!journal.Lines().Contains(line))
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancel);
    }

    [LoggerMessage(LogLevel.Information, "ping from {Name}")]
    private static partial void LogPing(ILogger logger, string name);
}
