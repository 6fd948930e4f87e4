using System.Text.Json.Nodes;

namespace Seatkeeper.Dev.Listing;

/// <summary>
/// What the app is made of, as CycloneDX 1.6 tells it (https://cyclonedx.org/docs/1.6/json/): every NuGet package that a restore of its
/// projects came to, and what needs what. The same restores give the same list, so two of them can be compared.
/// </summary>
public static class PackageList
{
    private const string Product = "seatkeeper";

    /// <summary>The list.</summary>
    /// <param name="restores">What NuGet wrote of each project (<c>project.assets.json</c>).</param>
    public static JsonObject Of(IEnumerable<JsonObject> restores)
    {
        ArgumentNullException.ThrowIfNull(restores);
        var (components, needs) = (new SortedDictionary<string, JsonObject>(StringComparer.Ordinal), new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal));
        foreach (var restore in restores)
            Add(restore, components, needs);
        return new JsonObject
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = new JsonObject { ["component"] = new JsonObject { ["type"] = "application", ["bom-ref"] = Product, ["name"] = "Seatkeeper" } },
            ["components"] = new JsonArray([.. components.Values]),
            ["dependencies"] = new JsonArray([.. needs.Select(need => new JsonObject { ["ref"] = need.Key, ["dependsOn"] = new JsonArray([.. need.Value.Select(one => JsonValue.Create(one))]) })]),
        };
    }

    private static void Add(JsonObject restore, SortedDictionary<string, JsonObject> components, SortedDictionary<string, SortedSet<string>> needs)
    {
        var project = $"project:{restore["project"]?["restore"]?["projectName"]}";
        components.TryAdd(project, new JsonObject { ["type"] = "library", ["bom-ref"] = project, ["name"] = project["project:".Length..] });
        NeedsOf(Product, needs).Add(project);
        foreach (var (framework, target) in restore["targets"]?.AsObject() ?? [])
        {
            var found = target?.AsObject() ?? [];
            var known = found.ToDictionary(one => one.Key.Split('/')[0], one => RefOf(one.Key, one.Value), StringComparer.OrdinalIgnoreCase);
            // As "Name >= 1.0.0".
            var own = (restore["projectFileDependencyGroups"]?[framework]?.AsArray() ?? []).Select(line => $"{line}".Split(' ')[0]);
            NeedsOf(project, needs).UnionWith(own.Select(name => known.GetValueOrDefault(name)).OfType<string>());
            foreach (var (key, one) in found)
            {
                NeedsOf(known[key.Split('/')[0]], needs).UnionWith((one?["dependencies"]?.AsObject() ?? []).Select(need => known.GetValueOrDefault(need.Key)).OfType<string>());
                if ($"{one?["type"]}" == "package")
                    components.TryAdd(RefOf(key, one), PackageOf(key, one, $"{restore["libraries"]?[key]?["sha512"]}"));
            }
        }
    }

    private static SortedSet<string> NeedsOf(string one, SortedDictionary<string, SortedSet<string>> needs) =>
        needs.TryGetValue(one, out var known) ? known : needs[one] = new SortedSet<string>(StringComparer.Ordinal);

    private static string RefOf(string key, JsonNode? one) => key.Split('/') is [var name, var version] && $"{one?["type"]}" == "package" ? $"pkg:nuget/{name}@{version}" : $"project:{key.Split('/')[0]}";

    private static JsonObject PackageOf(string key, JsonNode? one, string sha512)
    {
        var (name, reference) = (key.Split('/')[0], RefOf(key, one));
        var package = new JsonObject { ["type"] = "library", ["bom-ref"] = reference, ["name"] = name, ["version"] = key[(name.Length + 1)..], ["purl"] = reference };
        if (sha512.Length > 0)
            package["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = Convert.ToHexStringLower(Convert.FromBase64String(sha512)) });
        return package;
    }
}
