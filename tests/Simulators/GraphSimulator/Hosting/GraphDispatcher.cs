using System.Diagnostics;
using System.Text;
using Seatkeeper.GraphSimulator.Faulting;
using Seatkeeper.GraphSimulator.Journaling;
using Seatkeeper.GraphSimulator.Tokens;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Hosting;

/// <summary>Takes a request from its arrival to its answer: faults, token, handler, journal.</summary>
internal static class GraphDispatcher
{
    public const string TokenRoute = "POST /token";

    public static async Task GraphAsync(HttpContext http, SimWorld world, string path)
    {
        var body = await BodyAsync(http);
        if (GraphRoutes.Find(http.Request.Method, path) is not { } route)
        {
            var unknown = new GraphCall(http, world, $"{http.Request.Method} (unknown)", "", body);
            unknown.Detail["path"] = path;
            await AnswerAsync(unknown, () => Task.FromResult(Nothing(path)));
            return;
        }

        var call = new GraphCall(http, world, route.Name, route.Id, body);
        await AnswerAsync(call, () => HandleAsync(call, route.Handle));
    }

    public static async Task TokenAsync(HttpContext http, SimWorld world, string tenant)
    {
        var call = new GraphCall(http, world, TokenRoute, tenant, await BodyAsync(http));
        await AnswerAsync(call, () => Task.FromResult(TokenCalls.Issue(call)));
    }

    private static async Task AnswerAsync(GraphCall call, Func<Task<SimAnswer>> run)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            IReadOnlyList<ArmedFault<FaultRule>> hit;
            lock (call.World.Gate) hit = call.World.Faults.Hit(call, call.World.Random);
            var answer = await FaultKinds.RunAsync(hit, call, run);
            Note(call, answer, hit, Stopwatch.GetElapsedTime(started));
            await AnswerWriter.WriteAsync(call.Http, call.World, answer, call.RequestId);
        }
        catch (OperationCanceledException) when (call.Http.RequestAborted.IsCancellationRequested)
        {
            // The client hung up; what it asked for was not answered, and the journal says so.
            Note(call, new SimAnswer(0) { Reset = true }, [], Stopwatch.GetElapsedTime(started));
        }
    }

    private static async Task<SimAnswer> HandleAsync(GraphCall call, GraphHandler handle)
    {
        try
        {
            return TokenCalls.Refuse(call) ?? await handle(call);
        }
        catch (GraphErrorException e)
        {
            return e.Answer;
        }
    }

    private static void Note(GraphCall call, SimAnswer answer, IReadOnlyList<ArmedFault<FaultRule>> hit, TimeSpan took) => call.World.Journal.Write(new JournalEntry
    {
        Kind = call.Route == TokenRoute ? JournalKind.Token : JournalKind.Request,
        Name = call.Route,
        At = call.World.Clock.WallNow,
        SimAt = call.World.Clock.Now,
        Target = call.Id.Length == 0 ? null : call.Id,
        Status = answer.Reset ? null : answer.Status,
        Milliseconds = took.TotalMilliseconds,
        Fault = hit.Count == 0 ? null : hit[0].Rule.Id,
        Detail = call.Detail,
    });

    private static SimAnswer Nothing(string path) =>
        SimAnswer.Error(400, "BadRequest", $"Resource not found for the segment '{path.Split('/', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()}'.");

    private static async Task<string> BodyAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(http.RequestAborted);
    }
}
