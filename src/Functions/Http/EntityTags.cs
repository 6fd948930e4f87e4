using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Microsoft.AspNetCore.Http;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Http;

/// <summary>Entity tags of the API, made of the row's own: opaque, strong, and the same for the same row.</summary>
public static class EntityTags
{
    /// <summary>The API's tag of a row.</summary>
    public static string Of(ETag row) => $"\"{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(row.ToString())).AsSpan(0, 12))}\"";

    /// <summary>Sends the tag with the answer.</summary>
    public static void SendTag(this HttpRequest request, ETag row)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.HttpContext.Response.Headers.ETag = Of(row);
    }

    /// <summary>Refuses where <c>If-Match</c> names another version than the present one.</summary>
    public static void RequireMatch(this HttpRequest request, ETag row)
    {
        ArgumentNullException.ThrowIfNull(request);
        var wanted = request.Headers.IfMatch.ToString();
        if (wanted.Length == 0 || wanted.Split(',', StringSplitOptions.TrimEntries).Any(tag => tag == "*" || tag == Of(row))) return;
        throw new RefusedException(RefusalKind.PreconditionFailed, "If-Match names another version than the present one.");
    }
}
