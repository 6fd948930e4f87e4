using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Http;

/// <summary>Reads bodies strictly: an unknown field, a wrong type or too many bytes are refused, and the field is named.</summary>
public static class RequestBody
{
    /// <summary>The most bytes that a body may have.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>Reads a JSON body.</summary>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancel) where T : class
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.HasJsonContentType()) throw Invalid("The body has to be JSON: send Content-Type: application/json.");
        return Parse<T>(await ReadBytesAsync(request, cancel));
    }

    /// <summary>Reads a JSON body that may be left away.</summary>
    /// <returns>Null where there is none.</returns>
    public static async Task<T?> ReadOptionalAsync<T>(HttpRequest request, CancellationToken cancel) where T : class
    {
        var bytes = await ReadBytesAsync(request, cancel);
        if (bytes.IsEmpty) return null;
        return request.HasJsonContentType() ? Parse<T>(bytes) : throw Invalid("The body has to be JSON: send Content-Type: application/json.");
    }

    /// <summary>Reads a body of any kind, up to the limit.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = new ArrayBufferWriter<byte>();
        int read;
        while ((read = await request.Body.ReadAsync(body.GetMemory(64 * 1024), cancel)) > 0)
        {
            body.Advance(read);
            if (body.WrittenCount > MostBytes) throw TooLarge();
        }

        return body.WrittenMemory;
    }

    /// <summary>Reads JSON that is in memory.</summary>
    public static T Parse<T>(ReadOnlyMemory<byte> json) where T : class
    {
        if (json.IsEmpty) throw Invalid("The body is empty; it has to be a JSON object.");
        try
        {
            return JsonSerializer.Deserialize<T>(json.Span, ApiJson.Options) ?? throw Invalid("The body is null; it has to be a JSON object.");
        }
        catch (JsonException e)
        {
            throw Explain(e);
        }
    }

    /// <summary>What a body over the limit is answered with.</summary>
    public static RefusedException TooLarge() => new(RefusalKind.TooLarge, "The body is over 1 MiB; send less at once.");

    // The serializer's own messages name types of the program and may quote the value, which may be a secret: only the field is told.
    private static RefusedException Explain(JsonException e)
    {
        var field = FieldOf(e.Path);
        if (field is null) return Invalid($"The body is not a JSON object that can be read (line {(e.LineNumber ?? 0) + 1}).");
        if (e.Message.Contains("could not be mapped", StringComparison.Ordinal)) return FieldErrors.One(field, "is not a field of this call.");
        if (e.Message.Contains("uplicate", StringComparison.Ordinal)) return FieldErrors.One(field, "is there twice.");
        return e.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? FieldErrors.One(field, "has the wrong type.")
            : FieldErrors.One(field, "is where the JSON can no longer be read.");
    }

    // A name with marks in it comes in brackets: $['a"b'].
    private static string? FieldOf(string? path) => path switch
    {
        "$." => "\"\"",
        ['$', '.', ..] => path[2..],
        ['$', '[', '\'', .., '\'', ']'] => path[3..^2],
        _ => null,
    };

    private static RefusedException Invalid(string detail) => new(RefusalKind.Invalid, detail);
}
