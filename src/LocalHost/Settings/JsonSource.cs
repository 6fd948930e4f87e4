using System.Text.Json;

namespace LocalHost.Settings;

/// <summary>Reads the app's JSON files as the Functions host does, with comments and trailing commas, and says where one is broken.</summary>
internal static class JsonSource
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The file's root object, or null when there is no such file.</summary>
    public static JsonElement? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new RefusalException($"{path} holds no JSON object.");
        }
        catch (JsonException e)
        {
            throw new RefusalException($"{path} is not readable JSON: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusalException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>A JSON tree as configuration keys: objects and arrays become colon-separated paths.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Flatten(JsonElement element, string prefix) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Flatten(property.Value, $"{prefix}:{property.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, index) => Flatten(item, $"{prefix}:{index}")),
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        _ => [KeyValuePair.Create(prefix, (string?)element.ToString())],
    };
}
