using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Seatkeeper.Connectors.PageMaps;

namespace Seatkeeper.Connectors.Tests.Rig;

/// <summary>Page maps that differ from the simulator's in one thing, given by file as an operator gives them.</summary>
internal static class Maps
{
    public static PageMapSource Without(PageMap map, string field) => With(map, root => root.Remove(field));

    public static PageMapSource With(PageMap map, Action<JsonObject> change)
    {
        var file = Path.Combine(Path.GetTempPath(), $"page-map-{Guid.NewGuid():N}.json");
        File.WriteAllText(file, Changed(map, change));
        try
        {
            return new PageMapSource("page-map.json", new PageMapFile(file), TimeProvider.System, NullLogger<PageMapSource>.Instance);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public static string Changed(PageMap map, Action<JsonObject> change)
    {
        var root = JsonNode.Parse(map.Json)?.AsObject() ?? [];
        change(root);
        return root.ToJsonString();
    }
}
