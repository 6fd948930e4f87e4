using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Seatkeeper.SimulatorParts;

/// <summary>How a simulator reads and writes JSON.</summary>
/// <param name="names">How the names of values are spelt; null for as in the code.</param>
/// <param name="ignore">What is not written.</param>
public sealed class ControlJson(JsonNamingPolicy? names = null, JsonIgnoreCondition ignore = JsonIgnoreCondition.Never)
{
    /// <summary>Strict on input, so that a test's misspelt field is an error and not a silent default.</summary>
    public JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = ignore,
        Converters = { new JsonStringEnumConverter(names) },
    };

    /// <summary>Puts the fields of a patch over a value.</summary>
    /// <exception cref="BadControlRequestException">The value has no such field, or not with such a value.</exception>
    public T Merge<T>(T value, JsonObject? patch, string field)
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

    /// <exception cref="BadControlRequestException">The node does not fit the type.</exception>
    public T Read<T>(JsonNode node, string field)
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

    /// <summary>Reads a request's body; an empty one is an empty object.</summary>
    /// <exception cref="BadControlRequestException">The body is no JSON, or does not fit the type.</exception>
    public async Task<T> ReadAsync<T>(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync(http.RequestAborted);
        try
        {
            return Read<T>((text.Length == 0 ? null : JsonNode.Parse(text)) ?? new JsonObject(), "body");
        }
        catch (JsonException e)
        {
            throw new BadControlRequestException("body", e.Message);
        }
    }

    /// <summary>An answer that is written out at once: what it shows may change as soon as its world is let go.</summary>
    public IResult Answer<T>(T value, int status = StatusCodes.Status200OK) => Results.Text(JsonSerializer.Serialize(value, Options), "application/json", Encoding.UTF8, status);

    /// <summary>A value's name as JSON spells it.</summary>
    public string NameOf<T>(T value)
        where T : struct, Enum =>
        JsonSerializer.SerializeToNode(value, Options)?.GetValue<string>() ?? "";

    public JsonObject ToNode<T>(T value)
        where T : notnull =>
        JsonSerializer.SerializeToNode(value, Options)?.AsObject() ?? throw new InvalidOperationException("The value is no object.");
}

/// <summary>A request to the control plane that makes no sense.</summary>
public sealed class BadControlRequestException(string field, string message) : Exception(message)
{
    public string Field { get; } = field;
}

/// <summary>A request to the control plane that names what is not there.</summary>
public sealed class NotThereException(string message) : Exception(message);
