using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;

namespace Seatkeeper.GraphSimulator.Faulting;

/// <summary>Makes a list wrong that was right.</summary>
internal static class ListMutations
{
    public static void Apply(JsonObject whole, ListMutation mutation, GraphCall call)
    {
        if (whole["value"] is not JsonArray value) return;
        if (mutation.Empty || mutation.Ends) whole.Remove("@odata.nextLink");
        if (mutation.Empty) value.Clear();
        var ids = mutation.DropIds.ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var i = value.Count - 1; i >= 0; i--)
        {
            if (ids.Contains(value[i]?["id"]?.ToString() ?? "")) value.RemoveAt(i);
        }

        for (var i = 0; i < mutation.Drop && value.Count > 0; i++) value.RemoveAt(value.Count - 1);
        foreach (var shown in value.Take(mutation.Repeat).Select(item => item?.DeepClone()).ToList()) value.Add(shown);
        foreach (var shown in value.OfType<JsonObject>())
        {
            foreach (var name in mutation.DropProperties) shown.Remove(name);
        }

        if (mutation.Circles) whole["@odata.nextLink"] = $"{call.Http.Request.Scheme}://{call.Http.Request.Host}{call.Http.Request.PathBase}{call.Http.Request.Path}{call.Http.Request.QueryString}";
    }
}
