using System.Text.Json;
using Acornima;

namespace Seatkeeper.Connectors.PageMaps;

/// <summary>What would stop the scripts in the page: patterns that a browser refuses, and landmarks that lie within themselves.</summary>
internal static class PatternRules
{
    // As landmarks.js makes them.
    private const string Flags = "u";

    /// <summary>Every pattern that is none, by where it stands.</summary>
    public static IEnumerable<string> Faults(JsonElement node, string path = "") => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().SelectMany(property => property.Name == "patterns" && property.Value.ValueKind == JsonValueKind.Object
            ? property.Value.EnumerateObject().SelectMany(language => language.Value.EnumerateArray().Select(pattern => FaultOf(pattern.ToString(), $"{path}/patterns/{language.Name}"))).OfType<string>()
            : Faults(property.Value, $"{path}/{property.Name}")),
        JsonValueKind.Array => node.EnumerateArray().SelectMany((item, number) => Faults(item, $"{path}/{number}")),
        _ => [],
    };

    /// <summary>Landmarks that are to be looked for within each other.</summary>
    public static IEnumerable<string> Circles(PageMap map) => map.Landmarks.Keys
        .Where(key => Around(map, key, []))
        .Select(key => $"/landmarks/{key}: it lies within itself");

    private static string? FaultOf(string pattern, string path) =>
        Tokenizer.ValidateRegExp(pattern, Flags, out var error) ? null : $"{path}: '{pattern}' is no regular expression of a browser: {error?.Description}";

    // Whether a way from a landmark outwards comes back to it.
    private static bool Around(PageMap map, string start, HashSet<string> passed, string? at = null) =>
        map.Landmarks.GetValueOrDefault(at ?? start)?.Any(candidate => candidate.Within is { } outer && (outer == start || (passed.Add(outer) && Around(map, start, passed, outer)))) == true;
}
