using System.Text.Json;
using System.Text.Json.Nodes;
using Seatkeeper.Dev.Setup;
using Spectre.Console;

namespace Seatkeeper.Dev.Listing;

/// <summary><c>dotnet dev.cs sbom</c>: restores the app, and writes the list of its packages.</summary>
public static class SbomCommand
{
    private const string Assets = "project.assets.json";

    /// <summary>Writes the list.</summary>
    /// <param name="to">Where to; null for <c>.seatkeeper/sbom.cdx.json</c>.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string? to, CancellationToken cancellation)
    {
        var restore = await Steps.RunAsync("Restore the app", () => Solution.DotNetAsync(cancellation, "restore", Repository.InRoot("src", "Functions", "Functions.csproj")));
        if (!restore.Succeeded)
            throw new StepFailedException($"The app's packages could not be restored:\n{restore.Tail()}", "Mend that, and run again.");
        var list = PackageList.Of(Restores());
        var file = Path.GetFullPath(to ?? Repository.InLocal("sbom.cdx.json"));
        Directory.CreateDirectory(Path.GetDirectoryName(file) ?? Repository.Local);
        await File.WriteAllTextAsync(file, list.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n", cancellation);
        Steps.Say($"{list["components"]?.AsArray().Count} components: {Markup.Escape(file)}");
        return 0;
    }

    /// <summary>What the last restores of the projects of src came to.</summary>
    public static IEnumerable<JsonObject> Restores() =>
        Directory.EnumerateFiles(Repository.InRoot("src"), Assets, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => JsonNode.Parse(File.ReadAllText(file)) as JsonObject ?? throw new JsonException($"{file} is no list of packages."));
}
