using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seatkeeper.Dev.Setup;

/// <summary>The ignored settings file that the app and Core Tools read.</summary>
public static class LocalSettings
{
    /// <summary>Copies the sample when there is none; what a person changed in theirs stays.</summary>
    public static void Ensure()
    {
        var settings = Repository.InRoot("local.settings.json");
        if (File.Exists(settings))
            return;
        File.Copy(Repository.InRoot("local.settings.sample.json"), settings);
        Steps.Say("[green]✓[/] local.settings.json made from the sample");
    }

    /// <summary>A setting as the app has it: of the environment, else of the file; null where neither names it.</summary>
    public static string? Value(string name) => Value(name, Repository.InRoot("local.settings.json"));

    internal static string? Value(string name, string file)
    {
        if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } set)
            return set;
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        try
        {
            return File.Exists(file) && JsonNode.Parse(File.ReadAllText(file), nodeOptions: null, options) is JsonObject root && root["Values"] is JsonObject values ? values[name]?.ToString() : null;
        }
        catch (JsonException)
        {
            // The host that reads it says what is wrong with it.
            return null;
        }
    }
}
