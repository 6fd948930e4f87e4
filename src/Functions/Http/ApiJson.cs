using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Seatkeeper.Functions.Http;

/// <summary>JSON of the API: camelCase, enums as text, and strict where it is read.</summary>
public static class ApiJson
{
    /// <summary>The options for bodies and answers.</summary>
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() });

    /// <summary>Sets options the API's way.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.MaxDepth = 32;
        options.Converters.Add(new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false));
        return options;
    }

    /// <summary>The API's name of a property or enum value.</summary>
    public static string Name(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
