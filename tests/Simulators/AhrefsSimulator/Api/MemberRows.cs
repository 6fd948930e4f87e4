using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Api;

/// <summary>A whole list's rows as JSON. The last one is kept, because every page load asks for it again and 5,000 rows take their time.</summary>
internal static class MemberRows
{
    private static readonly ConditionalWeakTable<Workspace, Kept> Last = [];

    private sealed record Kept(int Version, string Order, JsonElement Rows);

    /// <summary>A node of its own for each answer, so that a fault may change it.</summary>
    public static JsonArray Of(Workspace workspace, string? sortBy, string? order)
    {
        var wanted = $"{sortBy} {order}";
        if (!Last.TryGetValue(workspace, out var kept) || kept.Version != workspace.Version || kept.Order != wanted)
        {
            var rows = MemberOrder.Sort(workspace.Members, sortBy, order).Select(m => MemberRow.Of(workspace, m));
            kept = new Kept(workspace.Version, wanted, JsonSerializer.SerializeToElement(rows, SimJson.Own.Options));
            Last.AddOrUpdate(workspace, kept);
        }

        return JsonArray.Create(kept.Rows) ?? [];
    }
}
