using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Seatkeeper.AhrefsSimulator.Changes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Api;

/// <summary>Inviting, as the server enforces it whatever the page shows.</summary>
internal static partial class InviteCalls
{
    public static SimAnswer Invite(SimCall call)
    {
        var workspace = Workspaces.Open(call);
        var emails = (call.Body["emails"] as JsonArray ?? []).Select(e => e?.ToString().Trim() ?? "").ToList();
        call.Detail["targets"] = new JsonArray([.. emails.Select(e => (JsonNode)e)]);
        call.Detail["pageRequestId"] = call.Text("requestId");
        if (Refusal(call, workspace, emails, out var role) is { } refusal) return refusal;
        var hand = Hand.Of(call, workspace);
        var isRepeated = call.Text("clickId") is { } click && !call.World.InvitingClicks.Add(click);
        var skipped = new JsonArray();
        var wanted = new List<(string Email, Invitation? Again)>();
        foreach (var email in emails)
        {
            var pending = workspace.FindListedInvitation(email) is { Status: InvitationStatus.Pending } open ? open : null;
            if (workspace.FindMemberByEmail(email) is not null) skipped.Add(Skip(email, "AlreadyMember"));
            else if (pending is null || (call.World.Options.DuplicateInvite == "double" && !isRepeated)) wanted.Add((email, null));
            else if (call.World.Options.DuplicateInvite == "resend") wanted.Add((email, pending));
            else if (call.World.Options.DuplicateInvite == "error") return SimAnswer.Error(409, "AlreadyInvited");
            else skipped.Add(Skip(email, "AlreadyInvited"));
        }

        var (bought, noRoom) = SeatChanges.MakeRoom(hand, wanted.Count(w => w.Again is null), call.Flag("confirmCharge"));
        if (noRoom is not null) return noRoom;
        var invited = wanted.Select(w => w.Again is null ? InvitationChanges.Create(hand, w.Email, role) : InvitationChanges.Resend(hand, w.Again)).ToList();
        return SimAnswer.Ok(new JsonObject
        {
            ["invited"] = new JsonArray([.. invited.Select(i => (JsonNode)new JsonObject { ["email"] = i.Email, ["id"] = i.Id })]),
            ["skipped"] = skipped,
            ["seatsAdded"] = bought,
        });
    }

    private static SimAnswer? Refusal(SimCall call, Workspace workspace, IReadOnlyList<string> emails, out AccessLevel role)
    {
        if (!Enum.TryParse(call.Text("role"), out role) || !Plans.RolesOffered(workspace.Settings.Plan).Contains(role)) return SimAnswer.Error(422, "RoleNotAvailable");
        if (workspace.Settings.Subscription is not ("active" or "trial")) return SimAnswer.Error(403, "SubscriptionProblem");
        if (workspace.Settings.MaxEmailsPerInvite is { } most && emails.Count > most) return SimAnswer.Error(422, "TooManyEmails");
        var invalid = emails.Where(e => !Address().IsMatch(e)).ToList();
        if (invalid.Count == 0 && emails.Count > 0) return null;
        return SimAnswer.Error(422, "InvalidEmail", new JsonArray([.. invalid.Select(e => (JsonNode)e)]));
    }

    private static JsonObject Skip(string email, string reason) => new() { ["email"] = email, ["reason"] = reason };

    [GeneratedRegex("""^[^\s@,;"]+@[^\s@,;"]+\.[^\s@,;"]+$""", RegexOptions.None, 1000)]
    private static partial Regex Address();
}
