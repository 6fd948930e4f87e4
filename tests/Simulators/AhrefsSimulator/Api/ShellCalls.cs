using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Journaling;
using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Api;

/// <summary>What every page needs to know: who is signed in, and where.</summary>
internal static class ShellCalls
{
    public static SimAnswer Shell(SimCall call)
    {
        if (call.Session is not { } session) return SimAnswer.Error(401, "Unauthorized");
        var open = Workspaces.OpenOne(call.World, session);
        return SimAnswer.Ok(new JsonObject
        {
            ["operator"] = new JsonObject
            {
                ["email"] = session.AccountEmail,
                ["name"] = open?.FindMemberByEmail(session.AccountEmail)?.Name,
                ["language"] = call.World.FindAccount(session.AccountEmail)?.UiLocale ?? "en",
            },
            ["workspaces"] = new JsonArray([.. call.World.WorkspacesOf(session.AccountEmail).Select(w => (JsonNode)new JsonObject
            {
                ["id"] = w.Id, ["name"] = w.Settings.Name, ["open"] = w == open,
            })]),
            ["open"] = open is null ? null : Describe(open, session),
            ["nonce"] = call.World.Sessions.IssueNonce(session, call.World.Clock.WallNow),
        });
    }

    public static SimAnswer Limits(SimCall call)
    {
        if (call.Session is not { } session || Workspaces.OpenOne(call.World, session) is not { } workspace) return SimAnswer.Error(403, "Forbidden");
        var settings = workspace.Settings;
        return SimAnswer.Ok(new JsonObject
        {
            ["seatModel"] = settings.SeatModel,
            ["seatsUsed"] = Seats.Used(workspace),
            ["seatsPaid"] = settings.SeatsPaid,
            ["seatsMax"] = settings.SeatsMax(),
            ["plan"] = settings.Plan,
            ["billing"] = settings.Billing,
            ["currency"] = settings.Currency,
            ["seatPriceCents"] = settings.SeatPriceCents,
            ["extraSeats"] = Math.Max(0, settings.SeatsPaid - settings.SeatsIncluded),
            ["pendingDowngrade"] = settings.SeatsPendingDowngrade,
            ["periodEndsAt"] = settings.PeriodEndsAt,
            ["subscription"] = settings.Subscription,
        });
    }

    public static SimAnswer SwitchWorkspace(SimCall call)
    {
        if (call.Session is not { } session) return SimAnswer.Error(401, "Unauthorized");
        var wanted = call.World.WorkspacesOf(session.AccountEmail).FirstOrDefault(w => w.Id == call.Text("workspaceId"));
        if (wanted is null) return SimAnswer.Error(404, "NotFound");
        var before = session.WorkspaceId;
        session.WorkspaceId = wanted.Id;
        if (call.World.FindAccount(session.AccountEmail) is { } account) account.LastWorkspaceId = wanted.Id;
        call.Note(JournalKind.Effect, "workspaceSwitched", e => e with { Target = wanted.Id, Before = before, After = wanted.Id });
        return SimAnswer.Ok(new JsonObject { ["workspaceId"] = wanted.Id }).With(new SimCookie(Cookies.Workspace, wanted.Id, Life: null, Readable: true));
    }

    public static SimAnswer SetLanguage(SimCall call)
    {
        if (call.Session is not { } session || call.World.FindAccount(session.AccountEmail) is not { } account) return SimAnswer.Error(401, "Unauthorized");
        if (call.Text("language") is not ("en" or "de" or "es" or "fr" or "ja")) return SimAnswer.Error(422, "UnknownLanguage");
        var before = account.UiLocale;
        account.UiLocale = call.Text("language") ?? before;
        call.Note(JournalKind.Effect, "languageChanged", e => e with { Target = account.Email, Before = before, After = account.UiLocale });
        return SimAnswer.Ok(new JsonObject { ["language"] = account.UiLocale });
    }

    private static JsonObject Describe(Workspace workspace, Session session) => new()
    {
        ["id"] = workspace.Id,
        ["name"] = workspace.Settings.Name,
        ["plan"] = workspace.Settings.Plan,
        ["role"] = workspace.FindMemberByEmail(session.AccountEmail)?.Role.ToString(),
        ["variant"] = workspace.Settings.Variant,
        ["locale"] = workspace.Settings.Locale,
        ["listMode"] = SimJson.Own.NameOf(workspace.Settings.ListMode),
        ["pageSize"] = workspace.Settings.PageSize,
        ["pendingInWorkspaceInfo"] = workspace.Settings.PendingInWorkspaceInfo,
        ["subscription"] = workspace.Settings.Subscription,
        ["mustChoose"] = workspace.Settings.SeatsMax() is { } most && workspace.Members.Count > most,
        ["seatModel"] = workspace.Settings.SeatModel,
        ["seatChargeUi"] = SimJson.Own.NameOf(workspace.Settings.SeatChargeUi),
        ["rolesOffered"] = new JsonArray([.. Plans.RolesOffered(workspace.Settings.Plan).Select(r => (JsonNode)r.ToString())]),
    };
}
