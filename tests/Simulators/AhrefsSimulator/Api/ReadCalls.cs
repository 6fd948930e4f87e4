using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Api;

/// <summary>The two calls that carry people.</summary>
internal static class ReadCalls
{
    public static SimAnswer WorkspaceInfo(SimCall call)
    {
        var workspace = Workspaces.Open(call);
        var answer = new JsonObject
        {
            ["workspace"] = Summary(workspace),
            ["confirmedMembers"] = MemberRows.Of(workspace, call.Text("sortBy"), call.Text("order")),
        };
        if (workspace.Settings.PendingInWorkspaceInfo)
        {
            answer["pendingMembers"] = ToArray(workspace.ListedInvitations
                .Select(i => new { i.Id, i.Email, Role = i.Role.ToString(), i.SentAt, i.Status }));
        }

        call.Detail["rows"] = workspace.Members.Count;
        if (workspace.Settings.PendingInWorkspaceInfo) call.Detail["pending"] = workspace.PendingCount;
        return SimAnswer.Ok(answer);
    }

    public static SimAnswer ListMembers(SimCall call)
    {
        var workspace = Workspaces.Open(call);
        var offset = Math.Max(0, call.Number("offset") ?? 0);
        var limit = Math.Clamp(call.Number("limit") ?? 50, 1, 10_000);
        var query = call.Text("query") ?? "";
        var kind = call.ListKind ?? "confirmed";
        var (total, rows) = kind == "pending" ? Pending(workspace, query, offset, limit) : Confirmed(call, workspace, query, offset, limit);
        foreach (var (field, value) in new (string, JsonNode?)[]
            { ("kind", kind), ("offset", offset), ("limit", limit), ("query", query), ("total", total), ("rows", rows.Count) })
            call.Detail[field] = value;
        return SimAnswer.Ok(new JsonObject { ["total"] = total, ["offset"] = offset, ["rows"] = rows, ["version"] = workspace.Version });
    }

    public static SimAnswer ApiKeys(SimCall call) => SimAnswer.Ok(new JsonObject
    {
        ["keys"] = ToArray(Workspaces.Open(call).ApiKeys.Where(k => !k.Revoked).Select(k => new { k.Id, k.CreatedBy, k.ExpiresAt })),
    });

    /// <summary>The header's figures come with the first path that is real; beside id, name and plan they are the simulator's own.</summary>
    private static JsonObject Summary(Workspace workspace) => new()
    {
        ["id"] = workspace.Id,
        ["name"] = workspace.Settings.Name,
        ["plan"] = workspace.Settings.Plan,
        ["members"] = workspace.Members.Count,
        ["pending"] = workspace.PendingCount,
        ["seatsUsed"] = Seats.Used(workspace),
        ["seatsPaid"] = workspace.Settings.SeatsPaid,
        ["require2fa"] = workspace.Settings.Require2fa,
    };

    private static (int Total, JsonArray Rows) Confirmed(SimCall call, Workspace workspace, string query, int offset, int limit)
    {
        var found = MemberOrder.Sort(workspace.Members.Where(m => Matches(m.Name, query) || Matches(m.Email, query)), call.Text("sortBy"), call.Text("order"));
        if (call.World.Options.UnstableSort) found = [.. found.OrderBy(_ => call.World.Random.Next())];
        return (found.Count, ToArray(found.Skip(offset).Take(limit).Select(m => MemberRow.Of(workspace, m))));
    }

    private static (int Total, JsonArray Rows) Pending(Workspace workspace, string query, int offset, int limit)
    {
        var found = workspace.ListedInvitations.Where(i => Matches(i.Email, query))
            .OrderBy(i => i.Email, StringComparer.OrdinalIgnoreCase).ThenBy(i => i.Id, StringComparer.Ordinal).ToList();
        return (found.Count, ToArray(found.Skip(offset).Take(limit)
            .Select(i => new { i.Id, i.Email, Role = i.Role.ToString(), i.InvitedBy, i.SentAt, i.Status })));
    }

    private static bool Matches(string text, string query) => text.Contains(query, StringComparison.OrdinalIgnoreCase);

    private static JsonArray ToArray<T>(IEnumerable<T> rows) =>
        JsonSerializer.SerializeToNode(rows, SimJson.Own.Options)?.AsArray() ?? [];
}

/// <summary>A member as the page's data spell it.</summary>
internal sealed record MemberRow(string Id, string Email, string Name, string Role, DateTimeOffset? LastActive, bool TwoFactor)
{
    /// <summary>How many private projects go with the person; left out where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Projects { get; init; }

    public static MemberRow Of(Workspace workspace, Member member) =>
        new(member.Id, member.Email, member.Name, member.Role.ToString(), member.LastActiveAt, member.TwoFactor) { Projects = ProjectsOf(workspace, member) };

    private static int? ProjectsOf(Workspace workspace, Member member)
    {
        if (workspace.Projects.Count == 0) return null;
        var owned = workspace.Projects.Count(p => p.Access == "private" && p.OwnerEmail.Equals(member.Email, StringComparison.OrdinalIgnoreCase));
        return owned == 0 ? null : owned;
    }
}
