using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Json.Schema;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.PageMaps;

/// <summary>Turns a page map's text into a <see cref="PageMap"/>, or says everything that is wrong with it.</summary>
internal static class PageMapParser
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);
    private static readonly Lazy<JsonSchema> Schema = new(() => JsonSchema.FromText(EmbeddedText.Read("page-map.schema.json")));

    public static PageMap Parse(string text, string origin)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new PageMapRefusedException(origin, [$"is not JSON: {e.Message}"]);
        }

        Refuse(origin, SchemaFaults(root));
        Refuse(origin, [.. PatternRules.Faults(root)]);
        var map = MapOf(root, origin);
        Refuse(origin, MeaningFaults(map));
        var compact = JsonSerializer.Serialize(root);
        return map with { Json = compact, Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(compact))) };
    }

    // Whatever the schema lets pass and a page map cannot be: it is refused like the rest, and the last good one stays.
    private static PageMap MapOf(JsonElement root, string origin)
    {
        try
        {
            return root.Deserialize<PageMap>(Options) ?? throw new PageMapRefusedException(origin, ["is empty"]);
        }
        catch (JsonException e)
        {
            throw new PageMapRefusedException(origin, [$"{e.Path}: {e.Message}"]);
        }
    }

    private static void Refuse(string origin, IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
            throw new PageMapRefusedException(origin, faults);
    }

    private static List<string> SchemaFaults(JsonElement root)
    {
        var result = Schema.Value.Evaluate(root, new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (result.IsValid)
            return [];
        var faults = (result.Details ?? [])
            .Where(d => d.Errors is not null)
            .SelectMany(d => (d.Errors ?? new Dictionary<string, string>(StringComparer.Ordinal)).Values.Select(e => $"{d.InstanceLocation}: {e}"))
            .Distinct(StringComparer.Ordinal).Take(10).ToList();
        return faults.Count > 0 ? faults : ["does not satisfy the schema"];
    }

    private static List<string> MeaningFaults(PageMap map)
    {
        var faults = new List<string>();
        if (!map.Languages.ContainsKey(map.DefaultLanguage))
            faults.Add($"/defaultLanguage: there is no language '{map.DefaultLanguage}'");
        foreach (var (language, words) in map.Languages)
        {
            faults.AddRange(words.Roles.Values.Where(r => !Enum.TryParse<AppRole>(r, out _))
                .Select(r => $"/languages/{language}/roles: '{r}' is no role of the app"));
        }

        foreach (var (key, candidates) in map.Landmarks)
        {
            faults.AddRange(candidates.Where(c => c.Within is { } w && !map.Landmarks.ContainsKey(w))
                .Select(c => $"/landmarks/{key}: there is no landmark '{c.Within}' to look within"));
            if (Clickable.LiesInRow(key) && candidates.Any(c => c.Within is not null))
                faults.Add($"/landmarks/{key}: it is looked for in a person's own row or card, and nowhere else");
            if (Clickable.Keys.Contains(key) || Clickable.OfOnePerson.Contains(key))
                faults.AddRange(candidates.Where(c => !Clickable.Allows(key, c)).Select(_ => $"/landmarks/{key}: only a link, a button or a menu entry may be clicked, a person's box ticked, a person's role chosen"));
        }

        faults.AddRange(PatternRules.Circles(map));
        faults.AddRange(OverlayRules.Faults(map));
        return faults;
    }
}

/// <summary>A page map that may not be used.</summary>
internal sealed class PageMapRefusedException(string origin, IReadOnlyList<string> faults)
    : Exception($"The page map '{origin}' is refused: {string.Join("; ", faults)}.");
