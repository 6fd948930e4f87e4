using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Changes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Api;

/// <summary>Changing and removing members and invitations. An Admin may do it to himself and to other Admins: that is the trap.</summary>
internal static class ChangeCalls
{
    public static SimAnswer ChangeRole(SimCall call)
    {
        var workspace = Workspaces.Open(call);
        if (Target(call, workspace) is not { } member) return SimAnswer.Error(404, "NotFound");
        if (member.Role == AccessLevel.Owner) return SimAnswer.Error(403, "OwnerImmutable");
        if (!Enum.TryParse<AccessLevel>(call.Text("role"), out var role) || !Plans.RolesOffered(workspace.Settings.Plan).Contains(role))
            return SimAnswer.Error(422, "RoleNotAvailable");
        if (call.Text("fromRole") is { } seen && seen != member.Role.ToString()) return SimAnswer.Error(409, "Stale");
        var changed = MemberChanges.ChangeRole(Hand.Of(call, workspace), member, role);
        return SimAnswer.Ok(new JsonObject { ["member"] = SimJson.Own.ToNode(MemberRow.Of(workspace, changed)) });
    }

    public static SimAnswer Remove(SimCall call)
    {
        var workspace = Workspaces.Open(call);
        if (Target(call, workspace) is not { } member) return SimAnswer.Error(404, "NotFound");
        if (member.Role == AccessLevel.Owner) return SimAnswer.Error(403, "OwnerImmutable");
        MemberChanges.Remove(Hand.Of(call, workspace), member);
        return SimAnswer.Ok(new JsonObject { ["removed"] = member.Id });
    }

    /// <summary>An invitation that ran out holds no seat, and needs one like a new one.</summary>
    public static SimAnswer Resend(SimCall call) => OnInvitation(call, InvitationChanges.Resend, (hand, invitation) =>
        invitation.Status == InvitationStatus.Expired ? SeatChanges.MakeRoom(hand, 1, call.Flag("confirmCharge")).Refusal : null);

    public static SimAnswer Cancel(SimCall call) => OnInvitation(call, InvitationChanges.Cancel);

    public static SimAnswer SetRequire2fa(SimCall call)
    {
        var signedOut = MemberChanges.SetRequire2fa(Hand.Of(call, Workspaces.Open(call)), call.Flag("enabled"));
        return SimAnswer.Ok(new JsonObject { ["enabled"] = call.Flag("enabled"), ["signedOut"] = signedOut });
    }

    private static SimAnswer OnInvitation(SimCall call, Func<Hand, Invitation, Invitation> change, Func<Hand, Invitation, SimAnswer?>? refuse = null)
    {
        var workspace = Workspaces.Open(call);
        if (workspace.FindInvitation(call.Text("invitationId") ?? "") is not { } invitation) return SimAnswer.Error(404, "NotFound");
        call.Detail["targets"] = new JsonArray(invitation.Email);
        if (!invitation.IsListed) return SimAnswer.Error(409, "NotPending");
        var hand = Hand.Of(call, workspace);
        if (refuse?.Invoke(hand, invitation) is { } refusal) return refusal;
        var changed = change(hand, invitation);
        return SimAnswer.Ok(new JsonObject
        {
            ["invitation"] = new JsonObject { ["id"] = changed.Id, ["email"] = changed.Email, ["status"] = SimJson.Own.NameOf(changed.Status) },
        });
    }

    /// <summary>Who is meant, noted for the referee even where it is refused.</summary>
    private static Member? Target(SimCall call, Workspace workspace)
    {
        if (workspace.FindMember(call.Text("memberId") ?? "") is not { } member) return null;
        call.Detail["targets"] = new JsonArray(member.Email);
        call.Detail["targetRole"] = member.Role.ToString();
        return member;
    }
}
