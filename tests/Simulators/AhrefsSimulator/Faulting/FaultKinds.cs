using System.Globalization;
using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Pages;

namespace Seatkeeper.AhrefsSimulator.Faulting;

/// <summary>What each kind of fault does to a request. A further kind is a further line here.</summary>
internal static class FaultKinds
{
    private delegate Task<SimAnswer> Strike(ArmedFault<FaultRule> fault, SimCall call, Func<Task<SimAnswer>> run);

    private static readonly Dictionary<string, Strike> Strikes = new(StringComparer.Ordinal)
    {
        ["respond"] = RespondAsync,
        ["stall"] = StallAsync,
        ["reset"] = ResetAsync,
        ["truncate"] = TruncateAsync,
        ["html"] = HtmlAsync,
        ["expireSession"] = ExpireSessionAsync,
        ["mutateRows"] = MutateRowsAsync,
        ["challenge"] = (fault, call, _) => Task.FromResult(Challenge(fault, call)),
        ["rateLimit"] = (fault, call, _) => Task.FromResult(RateLimit(fault, call)),
        ["maintenance"] = (_, call, _) => Task.FromResult(Maintenance(call)),
        ["lie"] = (_, call, _) => EffectFaults.LieAsync(call),
        ["lateEffect"] = (fault, call, _) => EffectFaults.LateAsync(fault, call),
        ["duplicateEffect"] = (_, call, run) => EffectFaults.DuplicateAsync(call, run),
        ["overlay"] = (fault, call, run) => AfterAsync(() => call.World.Ui = call.World.Ui with { Overlays = [.. call.World.Ui.Overlays, fault.Rule.Do.Overlay] }, call, run),
        ["variantFlip"] = (fault, call, run) => AfterAsync(() => FlipVariant(fault, call), call, run),
        // The answer waits until whoever was told by the fault's count has ended the browser.
        ["crashHint"] = StallAsync,
    };

    public static bool IsKnown(string kind) => Strikes.ContainsKey(kind);

    /// <summary>Lets every fault that hit the request have its way, the first one outermost.</summary>
    public static async Task<SimAnswer> RunAsync(IReadOnlyList<ArmedFault<FaultRule>> hit, SimCall call, Func<Task<SimAnswer>> run)
    {
        foreach (var fault in hit.Reverse())
        {
            var inner = run;
            run = () => Strikes[fault.Rule.Do.Kind](fault, call, inner);
            var note = new JsonObject { ["kind"] = fault.Rule.Do.Kind, ["retryAfterSeconds"] = fault.Rule.Do.RetryAfterSeconds };
            call.Note(JournalKind.Fault, fault.Rule.Id, e => e with { Actor = JournalActor.Site, After = note });
        }

        return await run();
    }

    private static async Task<SimAnswer> RespondAsync(ArmedFault<FaultRule> fault, SimCall call, Func<Task<SimAnswer>> run)
    {
        var action = fault.Rule.Do;
        if (action.DelayMs > 0) await Task.Delay(action.DelayMs, call.Http.RequestAborted);
        var applied = action.ApplyEffect ? await run() : null;
        if (action.Status is not { } status) return applied ?? await run();
        return new SimAnswer(status) { Json = action.Body?.DeepClone(), Headers = action.Headers };
    }

    private static async Task<SimAnswer> StallAsync(ArmedFault<FaultRule> fault, SimCall call, Func<Task<SimAnswer>> run)
    {
        var applied = fault.Rule.Do.ApplyEffect ? await run() : null;
        await fault.Released.WaitAsync(call.Http.RequestAborted);
        return applied ?? await run();
    }

    private static async Task<SimAnswer> ResetAsync(ArmedFault<FaultRule> fault, SimCall call, Func<Task<SimAnswer>> run)
    {
        if (fault.Rule.Do.ApplyEffect) await run();
        return new SimAnswer(0) { Reset = true };
    }

    private static async Task<SimAnswer> TruncateAsync(ArmedFault<FaultRule> fault, SimCall call, Func<Task<SimAnswer>> run) =>
        await run() with { TruncateAt = fault.Rule.Do.Bytes };

    private static async Task<SimAnswer> HtmlAsync(ArmedFault<FaultRule> fault, SimCall call, Func<Task<SimAnswer>> run)
    {
        if (fault.Rule.Do.ApplyEffect) await run();
        return SimAnswer.Page(fault.Rule.Do.Html, fault.Rule.Do.Status ?? 200);
    }

    private static async Task<SimAnswer> ExpireSessionAsync(ArmedFault<FaultRule> fault, SimCall call, Func<Task<SimAnswer>> run)
    {
        if (fault.Rule.Do.When == "after") await run();
        lock (call.World.Gate)
        {
            if (call.Session is { } session) session.Revoked = true;
            else if (call.World.Operator is { } account) call.World.Sessions.Revoke(account.Email);
        }

        // Replaced by a redirect, the answer of an applied effect looks like a failure.
        if (fault.Rule.Do.When == "after") return SimAnswer.Redirect(PagePaths.Login);
        return await run();
    }

    private static async Task<SimAnswer> MutateRowsAsync(ArmedFault<FaultRule> fault, SimCall call, Func<Task<SimAnswer>> run)
    {
        var answer = await run();
        if (answer.Json is not JsonObject whole || fault.Rule.Do.Rows is not { } mutation) return answer;
        lock (call.World.Gate) RowMutations.Apply(whole, mutation, call.World.Random);
        return answer;
    }

    private static Task<SimAnswer> AfterAsync(Action change, SimCall call, Func<Task<SimAnswer>> run)
    {
        lock (call.World.Gate) change();
        return run();
    }

    private static void FlipVariant(ArmedFault<FaultRule> fault, SimCall call)
    {
        if ((call.World.FindWorkspace(call.Session?.WorkspaceId) ?? call.World.Workspaces.First()) is { } workspace)
            workspace.Settings = workspace.Settings with { Variant = fault.Rule.Do.Variant };
    }

    private static SimAnswer Challenge(ArmedFault<FaultRule> fault, SimCall call)
    {
        if (call.World.ChallengeSolved) fault.Spend();
        return SimAnswer.Page(PlainPages.Challenge(fault.Rule.Do.PassesAfterMs), 403);
    }

    private static SimAnswer RateLimit(ArmedFault<FaultRule> fault, SimCall call)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (fault.Rule.Do.RetryAfterSeconds is { } seconds)
        {
            headers["Retry-After"] = fault.Rule.Do.RetryAfterAsDate
                ? call.World.Clock.SiteNow.AddSeconds(seconds).UtcDateTime.ToString("R", CultureInfo.InvariantCulture)
                : seconds.ToString(CultureInfo.InvariantCulture);
        }

        var answer = call.IsPage ? SimAnswer.Page(PlainPages.TooManyRequests, 429) : SimAnswer.Error(429, "TooManyRequests");
        return answer with { Headers = headers };
    }

    private static SimAnswer Maintenance(SimCall call) =>
        call.IsPage ? SimAnswer.Page(PlainPages.Maintenance, 503) : SimAnswer.Error(503, "Maintenance");
}
