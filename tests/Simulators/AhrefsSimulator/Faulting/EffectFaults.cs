using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Api;
using Seatkeeper.AhrefsSimulator.Changes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Faulting;

/// <summary>Faults in which the answer and the effect of a change part: a success without one, one that comes late, and one that comes twice.</summary>
internal static class EffectFaults
{
    /// <summary>The answer of a success, and nothing behind it.</summary>
    public static Task<SimAnswer> LieAsync(SimCall call) => Task.FromResult(SimAnswer.Ok(call.Name switch
    {
        "simInviteMembers" => new JsonObject
        {
            ["invited"] = new JsonArray([.. Emails(call).Select(email => (JsonNode)new JsonObject { ["email"] = email, ["id"] = "i_0" })]),
            ["skipped"] = new JsonArray(),
            ["seatsAdded"] = 0,
        },
        "simRemoveMember" => new JsonObject { ["removed"] = call.Text("memberId") },
        "simChangeRole" => new JsonObject { ["member"] = new JsonObject { ["id"] = call.Text("memberId"), ["role"] = call.Text("role") } },
        _ => new JsonObject { ["invitation"] = new JsonObject { ["id"] = call.Text("invitationId") } },
    }));

    /// <summary>A failure is answered, and the effect takes place later: after a time, or before a read that is still to come.</summary>
    public static async Task<SimAnswer> LateAsync(ArmedFault<FaultRule> fault, SimCall call)
    {
        var action = fault.Rule.Do;
        Action effect;
        lock (call.World.Gate)
        {
            effect = EffectOf(call);
            if (action.EffectBeforeRead is { } nth) call.World.Acts.Add("beforeNextRead", effect, "tkGetWorkspaceInfo", nth);
        }

        if (action.EffectBeforeRead is null) _ = LaterAsync(call.World, effect, action.EffectDelayMs);
        if (action.DelayMs > 0) await Task.Delay(action.DelayMs, call.Http.RequestAborted);
        return new SimAnswer(action.Status ?? 500) { Json = action.Body?.DeepClone() ?? new JsonArray("Error", "Internal"), Headers = action.Headers };
    }

    /// <summary>What was asked for once takes effect twice.</summary>
    public static async Task<SimAnswer> DuplicateAsync(SimCall call, Func<Task<SimAnswer>> run)
    {
        Action again;
        lock (call.World.Gate) again = EffectOf(call);
        var answer = await run();
        lock (call.World.Gate) again();
        return answer;
    }

    private static async Task LaterAsync(Worlds.SimWorld world, Action effect, int delayMs)
    {
        await Task.Delay(delayMs);
        lock (world.Gate) effect();
    }

    /// <summary>What the request would do, so that it can be done when the request is long over.</summary>
    private static Action EffectOf(SimCall call)
    {
        if (call.Session is not { } session || Workspaces.OpenOne(call.World, session) is not { } workspace) return Nothing;
        var hand = HandOf(call, workspace);
        var role = Enum.TryParse<AccessLevel>(call.Text("role"), out var named) ? named : AccessLevel.Member;
        var member = workspace.FindMember(call.Text("memberId") ?? "");
        var invitation = workspace.FindInvitation(call.Text("invitationId") ?? "");
        var emails = Emails(call).ToList();
        return call.Name switch
        {
            "simInviteMembers" => () => emails.ForEach(email => InvitationChanges.Create(hand, email, role)),
            "simChangeRole" when member is not null => () => MemberChanges.ChangeRole(hand, member, role),
            "simRemoveMember" when member is not null => () => MemberChanges.Remove(hand, member),
            "simResendInvitation" when invitation is not null => () => InvitationChanges.Resend(hand, invitation),
            "simCancelInvitation" when invitation is not null => () => InvitationChanges.Cancel(hand, invitation),
            _ => Nothing,
        };
    }

    private static void Nothing()
    {
        // A call that changes nobody has no effect that could be late.
    }

    private static Hand HandOf(SimCall call, Workspace workspace)
    {
        var world = call.World;
        var template = new JournalEntry
        {
            Actor = world.ActorOf(call.Session),
            Session = call.Session?.Id,
            Name = "",
            Call = call.Name,
            RequestId = call.RequestId,
            ViaUi = call.ViaUi,
            TrustedClick = call.TrustedClick,
            ChosenByValue = call.ChosenByValue,
        };
        return new Hand(world, workspace, call.Session?.AccountEmail ?? "", (kind, what, more) => world.Journal.Write(
            more(template with { At = world.Clock.WallNow, SimAt = world.Clock.Now, Kind = kind, Name = what })));
    }

    private static IEnumerable<string> Emails(SimCall call) => (call.Body["emails"] as JsonArray ?? []).Select(email => email?.ToString().Trim() ?? "");
}
