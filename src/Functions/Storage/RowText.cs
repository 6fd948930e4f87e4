using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seatkeeper.Functions.Storage;

/// <summary>How values become text in rows: structured columns are JSON with enums as text; foreign ids become keys that hold any character.</summary>
internal static class RowText
{
    private const int LongestKey = 512;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static string? Write<T>(T? value) where T : class => value is null ? null : JsonSerializer.Serialize(value, Json);

    public static T? Read<T>(string? json) where T : class => json is null ? null : JsonSerializer.Deserialize<T>(json, Json);

    public static T Enum<T>(string text) where T : struct, Enum =>
        System.Enum.TryParse<T>(text, out var value) ? value : throw new InvalidDataException($"A row holds \"{text}\", which is no {typeof(T).Name}.");

    /// <summary>A key that may hold any foreign id; the same id gives the same key.</summary>
    public static string Key(string foreignId) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(foreignId));

    /// <summary>Whether storage takes a text as a row's key. Asked for another, it answers whatever it likes, and not that there is no such row.</summary>
    public static bool CanBeKey(string text) => text.Length <= LongestKey && !text.Any(c => char.IsControl(c) || c is '/' or '\\' or '#' or '?');

    /// <summary>The id that a key was made of.</summary>
    public static string Id(string key) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(key));
}
