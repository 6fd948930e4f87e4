using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Hosting;

/// <summary>Sends an answer, or the part of it that a fault leaves.</summary>
internal static class AnswerWriter
{
    public static async Task WriteAsync(HttpContext http, SimWorld world, SimAnswer answer, string requestId)
    {
        if (answer.Reset)
        {
            http.Abort();
            return;
        }

        var response = http.Response;
        response.StatusCode = answer.Status;
        response.Headers.Date = world.Clock.Now.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        response.Headers.CacheControl = "no-cache";
        response.Headers["request-id"] = requestId;
        if (http.Request.Headers["client-request-id"].FirstOrDefault() is { } client) response.Headers["client-request-id"] = client;
        foreach (var (name, value) in answer.Headers) response.Headers[name] = value;
        var bytes = Body(answer, response, world, requestId);
        if (bytes is null) return;
        response.ContentLength = bytes.Length;
        if (answer.TruncateAt is { } most && most < bytes.Length)
        {
            await response.Body.WriteAsync(bytes.AsMemory(0, most), http.RequestAborted);
            await response.Body.FlushAsync(http.RequestAborted);
            http.Abort();
            return;
        }

        await response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private static byte[]? Body(SimAnswer answer, HttpResponse response, SimWorld world, string requestId)
    {
        if (answer.Text is { } text)
        {
            response.ContentType = $"{answer.TextType}; charset=utf-8";
            return Encoding.UTF8.GetBytes(text);
        }

        if (answer.Json is not { } json) return null;
        if (json is JsonObject { Count: 1 } whole && whole["error"] is JsonObject error)
        {
            error["innerError"] = new JsonObject
            {
                ["date"] = world.Clock.Now.UtcDateTime.ToString("s", CultureInfo.InvariantCulture),
                ["request-id"] = requestId,
                ["client-request-id"] = response.Headers["client-request-id"].FirstOrDefault() ?? requestId,
            };
        }

        response.ContentType = "application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8";
        return JsonSerializer.SerializeToUtf8Bytes(json, SimJson.Own.Options);
    }
}
