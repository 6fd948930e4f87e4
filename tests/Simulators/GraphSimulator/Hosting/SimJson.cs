using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Seatkeeper.GraphSimulator.Hosting;

/// <summary>How the simulator reads and writes JSON.</summary>
public static class SimJson
{
    /// <summary>Strict on input, so that a test's misspelt field is an error and not a silent default.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Puts the fields of a patch over a value.</summary>
    public static T Merge<T>(T value, JsonObject? patch, string field)
        where T : notnull
    {
        if (patch is null) return value;
        var whole = ToNode(value);
        foreach (var (name, change) in patch)
        {
            if (!whole.ContainsKey(name)) throw new BadControlRequestException(name, $"{field} has no field '{name}'.");
            whole[name] = change?.DeepClone();
        }

        return Read<T>(whole, field);
    }

    public static T Read<T>(JsonNode node, string field)
    {
        try
        {
            return node.Deserialize<T>(Options) ?? throw new BadControlRequestException(field, "The value is empty.");
        }
        catch (JsonException e)
        {
            throw new BadControlRequestException(e.Path ?? field, e.Message);
        }
    }

    public static JsonObject ToNode<T>(T value)
        where T : notnull =>
        JsonSerializer.SerializeToNode(value, Options)?.AsObject() ?? throw new InvalidOperationException("The value is no object.");
}

/// <summary>A request to the control plane that makes no sense.</summary>
public sealed class BadControlRequestException(string field, string message) : Exception(message)
{
    public string Field { get; } = field;
}
