using Seatkeeper.AhrefsSimulator.Faulting;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Pages;

/// <summary>Takes a page load through latency, faults and the session to the journal and the answer.</summary>
internal static class PageDispatcher
{
    public static async Task HandleAsync(HttpContext http, SimWorld world)
    {
        var call = new SimCall(http, world, http.Request.Path.Value ?? "/", isPage: true, body: []);
        IReadOnlyList<ArmedFault<FaultRule>> hit;
        lock (world.Gate)
        {
            call.Session = world.Sessions.Use(call.Cookie(Cookies.Session), world.Options, world.Clock.Now);
            hit = world.Faults.Hit(call, world.Random);
        }

        await Latency.WaitAsync(world, Traffic.Html, http.RequestAborted);
        var answer = await FaultKinds.RunAsync(hit, call, () => Task.FromResult(Load(call)));
        lock (world.Gate)
        {
            call.Note(JournalKind.Request, "page", e => e with { Target = call.Name });
            call.Settle(answer, hit.Count > 0 ? hit[0].Rule.Id : null);
        }

        await AnswerWriter.WriteAsync(http, world, answer);
    }

    private static SimAnswer Load(SimCall call)
    {
        lock (call.World.Gate)
        {
            if (!Clearance.Holds(call)) return SimAnswer.Page(PlainPages.Challenge(passesAfterMs: null), 403);
            call.Session = call.World.Sessions.Use(call.Cookie(Cookies.Session), call.World.Options, call.World.Clock.Now);
            var answer = SitePages.Show(call);
            if (call.Cookie(Cookies.Clearance) is null) answer = answer.With(new SimCookie(Cookies.Clearance, Clearance.For(call), Clearance.Life));
            if (call.Session?.WorkspaceId is { } workspace && call.Cookie(Cookies.Workspace) != workspace)
                answer = answer.With(new SimCookie(Cookies.Workspace, workspace, Life: null, Readable: true));
            return answer;
        }
    }
}
