using System.Globalization;
using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;

namespace Seatkeeper.GraphSimulator.Faulting;

/// <summary>What each kind of fault does to a request. A further kind is a further line here.</summary>
internal static class FaultKinds
{
    private delegate Task<SimAnswer> Strike(ArmedFault<FaultRule> fault, GraphCall call, Func<Task<SimAnswer>> run);

    private static readonly Dictionary<string, Strike> Strikes = new(StringComparer.Ordinal)
    {
        ["respond"] = (fault, _, run) => InsteadAsync(fault, run, Own(fault)),
        ["throttle"] = (fault, call, run) => InsteadAsync(fault, run, Throttled(fault, call)),
        ["unavailable"] = (fault, call, run) => InsteadAsync(fault, run, Unavailable(fault, call)),
        ["denied"] = (fault, _, run) => InsteadAsync(fault, run, SimAnswer.Error(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")),
        ["invalidToken"] = (fault, _, run) => InsteadAsync(fault, run, SimAnswer.Error(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.")),
        ["html"] = (fault, _, run) => InsteadAsync(fault, run, new SimAnswer(fault.Rule.Do.Status ?? 200) { Text = fault.Rule.Do.Html, TextType = "text/html" }),
        ["reset"] = (fault, _, run) => InsteadAsync(fault, run, new SimAnswer(0) { Reset = true }),
        ["slow"] = SlowAsync,
        ["stall"] = StallAsync,
        ["truncate"] = async (fault, _, run) => await run() with { TruncateAt = fault.Rule.Do.Bytes },
        ["mutate"] = MutateAsync,
    };

    public static bool IsKnown(string kind) => Strikes.ContainsKey(kind);

    /// <summary>Lets every fault that hit the request have its way, the first one outermost.</summary>
    public static Task<SimAnswer> RunAsync(IReadOnlyList<ArmedFault<FaultRule>> hit, GraphCall call, Func<Task<SimAnswer>> run)
    {
        foreach (var fault in hit.Reverse())
        {
            var inner = run;
            run = () => Strikes[fault.Rule.Do.Kind](fault, call, inner);
        }

        return run();
    }

    private static async Task<SimAnswer> InsteadAsync(ArmedFault<FaultRule> fault, Func<Task<SimAnswer>> run, SimAnswer answer)
    {
        if (fault.Rule.Do.DelayMs > 0) await Task.Delay(fault.Rule.Do.DelayMs);
        if (fault.Rule.Do.ApplyEffect) await run();
        return answer;
    }

    private static async Task<SimAnswer> SlowAsync(ArmedFault<FaultRule> fault, GraphCall call, Func<Task<SimAnswer>> run)
    {
        await Task.Delay(fault.Rule.Do.DelayMs, call.Http.RequestAborted);
        return await run();
    }

    private static async Task<SimAnswer> StallAsync(ArmedFault<FaultRule> fault, GraphCall call, Func<Task<SimAnswer>> run)
    {
        var applied = fault.Rule.Do.ApplyEffect ? await run() : null;
        await fault.Released.WaitAsync(call.Http.RequestAborted);
        return applied ?? await run();
    }

    private static async Task<SimAnswer> MutateAsync(ArmedFault<FaultRule> fault, GraphCall call, Func<Task<SimAnswer>> run)
    {
        var answer = await run();
        if (answer.Json is JsonObject whole && fault.Rule.Do.List is { } mutation) ListMutations.Apply(whole, mutation, call);
        return answer;
    }

    private static SimAnswer Own(ArmedFault<FaultRule> fault) =>
        new(fault.Rule.Do.Status ?? 500) { Json = fault.Rule.Do.Body?.DeepClone(), Headers = fault.Rule.Do.Headers };

    private static SimAnswer Throttled(ArmedFault<FaultRule> fault, GraphCall call) => call.Route == GraphDispatcher.TokenRoute
        ? new SimAnswer(429)
        {
            Json = new JsonObject { ["error"] = "temporarily_unavailable", ["error_description"] = "AADSTS90055: The request was throttled. Please try again later.", ["error_codes"] = new JsonArray(90055) },
            Headers = RetryAfter(fault, call),
        }
        : SimAnswer.Error(429, "TooManyRequests", "Please retry again later.", RetryAfter(fault, call));

    private static SimAnswer Unavailable(ArmedFault<FaultRule> fault, GraphCall call) => call.Route == GraphDispatcher.TokenRoute
        ? new SimAnswer(503)
        {
            Json = new JsonObject { ["error"] = "temporarily_unavailable", ["error_description"] = "AADSTS90033: A transient error has occurred. Please try again.", ["error_codes"] = new JsonArray(90033) },
            Headers = RetryAfter(fault, call),
        }
        : SimAnswer.Error(503, "serviceNotAvailable", "The service is temporarily unavailable.", RetryAfter(fault, call));

    private static Dictionary<string, string> RetryAfter(ArmedFault<FaultRule> fault, GraphCall call)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (fault.Rule.Do.RetryAfterSeconds is { } seconds)
        {
            headers["Retry-After"] = fault.Rule.Do.RetryAfterAsDate
                ? call.World.Clock.Now.AddSeconds(seconds).UtcDateTime.ToString("R", CultureInfo.InvariantCulture)
                : seconds.ToString(CultureInfo.InvariantCulture);
        }

        return headers;
    }
}
