using System.Text.Json;
using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Changes;
using Seatkeeper.AhrefsSimulator.Faulting;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.AhrefsSimulator.Pages;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Api;

/// <summary>Takes a JSON call through latency, faults, the session and its work to the journal and the answer.</summary>
internal static class ApiDispatcher
{
    public static async Task HandleAsync(HttpContext http, SimWorld world, string name)
    {
        var api = ApiCalls.Find(name);
        var call = new SimCall(http, world, name, isPage: false, await ReadBodyAsync(http));
        IReadOnlyList<ArmedFault<FaultRule>> hit;
        lock (world.Gate)
        {
            call.Session = CurrentSession(call);
            call.FindTargets();
            hit = world.Faults.Hit(call, world.Random);
        }

        await Latency.WaitAsync(world, api?.Traffic ?? Traffic.Read, http.RequestAborted);
        var answer = await FaultKinds.RunAsync(hit, call, () => Task.FromResult(Run(call, api)));
        Finish(call, answer, hit);
        await AnswerWriter.WriteAsync(http, world, answer);
        if (api is not null) lock (world.Gate) world.Acts.Reach(api.Traffic == Traffic.Write ? "afterNextSubmit" : "afterNextRead", name);
    }

    private static SimAnswer Run(SimCall call, ApiCall? api)
    {
        var world = call.World;
        lock (world.Gate)
        {
            if (api is null) return SimAnswer.Error(404, "NotFound");
            if (!Clearance.Holds(call)) return SimAnswer.Page(PlainPages.Challenge(passesAfterMs: null), 403);
            world.Acts.Reach(api.Traffic == Traffic.Write ? "beforeNextSubmit" : "beforeNextRead", call.Name);
            foreach (var workspace in world.Workspaces) SeatChanges.CatchUp(workspace, world.Clock.Now);
            // Looked up again: the session may have died while the answer was late.
            call.Session = CurrentSession(call);
            return Refusal(call, api.Access) ?? api.Run(call);
        }
    }

    private static SimAnswer? Refusal(SimCall call, Access access)
    {
        if (access == Access.Anyone) return null;
        if (call.Session is not { } session) return SimAnswer.Error(401, "Unauthorized");
        if (access == Access.SignedIn) return null;
        if (Workspaces.OpenOne(call.World, session) is not { } workspace) return SimAnswer.Error(403, "Forbidden");
        var role = workspace.FindMemberByEmail(session.AccountEmail)?.Role;
        if (role >= AccessLevel.Admin || (access == Access.ListReader && call.World.Options.MembersCanSeeList)) return null;
        return SimAnswer.Error(403, "Forbidden");
    }

    private static void Finish(SimCall call, SimAnswer answer, IReadOnlyList<ArmedFault<FaultRule>> hit)
    {
        lock (call.World.Gate)
        {
            // Whom it was about is known even where a fault kept it from its work.
            if (call.Text("clickId") is { } click) call.Detail["click"] = click;
            if (call.Targets.Count > 0 && !call.Detail.ContainsKey("targets")) call.Detail["targets"] = new JsonArray([.. call.Targets.Select(t => (JsonNode)t)]);
            call.Note(JournalKind.Request, call.Name, e => e with { After = call.Detail.Count > 0 ? call.Detail : null });
            call.Settle(answer, hit.Count > 0 ? hit[0].Rule.Id : null);
        }
    }

    private static Session? CurrentSession(SimCall call) =>
        call.World.Sessions.Use(call.Cookie(Cookies.Session), call.World.Options, call.World.Clock.Now);

    private static async Task<JsonObject> ReadBodyAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method)) return [];
        try
        {
            return await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
