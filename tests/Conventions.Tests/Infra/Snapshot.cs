using System.Text.Json;

namespace Seatkeeper.Conventions.Tests.Infra;

/// <summary>What a stage would make, as the compiler reckons it from template and parameters.</summary>
internal static class Snapshot
{
    private static readonly Dictionary<string, Lazy<Task<List<JsonElement>>>> stages =
        new[] { "test", "production" }.ToDictionary(stage => stage, stage => new Lazy<Task<List<JsonElement>>>(() => ReckonAsync(stage, image: null, change: null)), StringComparer.Ordinal);

    /// <summary>The resources of a stage; with another <paramref name="image"/>, or with parameters that <paramref name="change"/> rewrites.</summary>
    public static Task<List<JsonElement>> OfAsync(string stage, string? image = null, Func<string, string>? change = null)
    {
        BicepCompiler.IsNeeded();
        return image is null && change is null ? stages[stage].Value : ReckonAsync(stage, image, change);
    }

    public static bool Is(JsonElement resource, string type) => resource.GetProperty("type").GetString() == type;

    public static JsonElement One(IEnumerable<JsonElement> resources, string type) => Assert.Single(resources, resource => Is(resource, type));

    /// <summary>The settings that the app is given, by name.</summary>
    public static Dictionary<string, string?> Settings(List<JsonElement> resources, string hosting)
    {
        if (hosting == "flex")
            return resources.Single(resource => Is(resource, "Microsoft.Web/sites/config")).GetProperty("properties").EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetString(), StringComparer.Ordinal);
        var container = Assert.Single(One(resources, "Microsoft.App/containerApps").GetProperty("properties").GetProperty("template").GetProperty("containers").EnumerateArray());
        return container.GetProperty("env").EnumerateArray().ToDictionary(setting => setting.GetProperty("name").GetString() ?? "", setting => setting.GetProperty("value").GetString(), StringComparer.Ordinal);
    }

    // The compiler writes its reckoning beside the parameters: so it is given a copy.
    private static async Task<List<JsonElement>> ReckonAsync(string stage, string? image, Func<string, string>? change)
    {
        var folder = Directory.CreateTempSubdirectory("seatkeeper-infra-").FullName;
        try
        {
            var source = Path.Combine(SourceTree.Root, "infra");
            Directory.CreateDirectory(Path.Combine(folder, "modules"));
            foreach (var file in Directory.EnumerateFiles(source, "*.bicep*", SearchOption.AllDirectories).Append(Path.Combine(source, "bicepconfig.json")))
                File.Copy(file, Path.Combine(folder, Path.GetRelativePath(source, file)));
            var parameters = Path.Combine(folder, $"{stage}.bicepparam");
            if (change is not null) await File.WriteAllTextAsync(parameters, change(await File.ReadAllTextAsync(parameters)));
            var run = await BicepCompiler.RunAsync(
                ["snapshot", parameters, "--mode", "overwrite", "--subscription-id", $"{Guid.Empty}", "--tenant-id", $"{Guid.Empty}", "--resource-group", "rg-seatkeeper", "--location", "westeurope"], image);
            // What the linter says of the parameters is an error, too.
            Assert.Equal((0, ""), (run.ExitCode, run.Error.Trim()));
            using var snapshot = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, $"{stage}.snapshot.json")));
            return [.. snapshot.RootElement.GetProperty("predictedResources").EnumerateArray().Select(resource => resource.Clone())];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
