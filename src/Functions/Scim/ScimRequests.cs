using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Http;

namespace Seatkeeper.Functions.Scim;

/// <summary>Which resources a list is asked for.</summary>
/// <param name="Filter">The filter, or null for all.</param>
/// <param name="StartIndex">The first one's number, from 1.</param>
/// <param name="Count">The most on a page.</param>
internal sealed record ScimQuery(ScimFilter? Filter, int StartIndex, int Count)
{
    /// <summary>The page of something that is in memory.</summary>
    public IReadOnlyList<T> PageOf<T>(IReadOnlyList<T> all) => [.. all.Skip(StartIndex - 1).Take(Count)];
}

/// <summary>Reads what SCIM calls send.</summary>
internal static class ScimRequests
{
    /// <summary>The most resources on a page; who asks for more is answered with as many.</summary>
    public const int MostPerPage = 200;

    private const int DefaultPerPage = 100;

    /// <summary>Reads a body.</summary>
    public static async Task<JsonObject> BodyAsync(HttpRequest request, CancellationToken cancel)
    {
        var type = request.ContentType?.Split(';')[0].Trim() ?? "";
        if (type.Length > 0 && !type.EndsWith("json", StringComparison.OrdinalIgnoreCase))
            throw new ScimException(new ScimError(StatusCodes.Status415UnsupportedMediaType, ScimErrorType.None, $"Send Content-Type: {ScimAnswers.ContentType}."));
        return ScimValues.Parse((await RequestBody.ReadBytesAsync(request, cancel)).Span);
    }

    /// <summary>Which attributes are asked for.</summary>
    public static ScimProjection Projection(HttpRequest request, ScimSchema schema) =>
        ScimProjection.Parse(request.Query["attributes"], request.Query["excludedAttributes"], schema);

    /// <summary>Reads filter and page of a list. Numbers that are out of range count as the nearest that is not (RFC 7644, 3.4.2.4).</summary>
    public static ScimQuery Query(HttpRequest request, ScimSchema schema)
    {
        var filter = request.Query["filter"].ToString();
        return new ScimQuery(
            filter.Length == 0 ? null : ScimFilter.Parse(filter, schema), Math.Max(1, Number(request, "startIndex", 1)), Math.Clamp(Number(request, "count", DefaultPerPage), 0, MostPerPage));
    }

    private static int Number(HttpRequest request, string name, int otherwise)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
            return otherwise;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? (int)Math.Clamp(number, -1, int.MaxValue)
            : throw ScimException.Bad(ScimErrorType.InvalidValue, $"{name} has to be a number.");
    }
}
