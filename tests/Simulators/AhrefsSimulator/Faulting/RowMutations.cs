using System.Text.Json.Nodes;

namespace Seatkeeper.AhrefsSimulator.Faulting;

/// <summary>Makes a list's answer wrong. Works on both calls that carry people.</summary>
internal static class RowMutations
{
    public static void Apply(JsonObject answer, RowMutation mutation, Random random)
    {
        if ((answer["confirmedMembers"] ?? answer["rows"]) is JsonArray rows)
        {
            Drop(rows, mutation);
            for (var i = 0; i < mutation.Duplicate && i < rows.Count; i++) rows.Add(rows[i]?.DeepClone());
            foreach (var added in mutation.Add) rows.Add(added.DeepClone());
            if (mutation.Reorder) Shuffle(rows, random);
            foreach (var row in rows.OfType<JsonObject>()) ChangeRow(row, mutation);
        }

        ChangeHeader(answer, mutation);
        if (mutation.VersionDelta != 0 && answer["version"] is { } version) answer["version"] = version.GetValue<int>() + mutation.VersionDelta;
    }

    private static void Drop(JsonArray rows, RowMutation mutation)
    {
        if (mutation.DropAll) rows.Clear();
        for (var i = rows.Count - 1; i >= 0; i--)
        {
            var email = rows[i]?["email"]?.ToString();
            if (mutation.DropEmails.Contains(email, StringComparer.OrdinalIgnoreCase)) rows.RemoveAt(i);
        }

        for (var i = 0; i < mutation.Drop && rows.Count > 0; i++) rows.RemoveAt(rows.Count - 1);
    }

    private static void Shuffle(JsonArray rows, Random random)
    {
        var nodes = rows.Select(r => r?.DeepClone()).ToArray();
        random.Shuffle(nodes);
        rows.Clear();
        foreach (var node in nodes) rows.Add(node);
    }

    private static void ChangeRow(JsonObject row, RowMutation mutation)
    {
        if (row["email"]?.ToString() is { } email && mutation.RoleTexts.TryGetValue(email, out var role)) row["role"] = role;
        foreach (var (from, to) in mutation.RenameFields)
        {
            if (!row.ContainsKey(from)) continue;
            var value = row[from]?.DeepClone();
            row.Remove(from);
            row[to] = value;
        }
    }

    private static void ChangeHeader(JsonObject answer, RowMutation mutation)
    {
        var holder = answer["workspace"] as JsonObject;
        var field = holder is null ? "total" : "members";
        holder ??= answer;
        if (!holder.ContainsKey(field)) return;
        if (mutation.HeaderMissing) holder[field] = null;
        else if (mutation.HeaderCount is { } count) holder[field] = count;
        else if (mutation.HeaderDelta != 0) holder[field] = (holder[field]?.GetValue<int>() ?? 0) + mutation.HeaderDelta;
    }
}
