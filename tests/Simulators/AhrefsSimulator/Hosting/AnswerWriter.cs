using System.Globalization;
using System.Text;
using System.Text.Json;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Hosting;

/// <summary>Sends an answer, or the part of it that a fault leaves.</summary>
internal static class AnswerWriter
{
    public static async Task WriteAsync(HttpContext http, SimWorld world, SimAnswer answer)
    {
        if (answer.Reset)
        {
            http.Abort();
            return;
        }

        var response = http.Response;
        response.StatusCode = answer.Status;
        response.Headers.Date = world.Clock.SiteNow.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        response.Headers.CacheControl = "no-store";
        foreach (var (name, value) in answer.Headers) response.Headers[name] = value;
        foreach (var cookie in answer.Cookies) SetCookie(response, cookie);
        if (answer.RedirectTo is { } target) response.Headers.Location = target;
        var bytes = Body(answer, response);
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

    private static byte[]? Body(SimAnswer answer, HttpResponse response)
    {
        if (answer.Html is { } html)
        {
            response.ContentType = "text/html; charset=utf-8";
            return Encoding.UTF8.GetBytes(html);
        }

        if (answer.Json is not { } json) return null;
        response.ContentType = "application/json; charset=utf-8";
        return JsonSerializer.SerializeToUtf8Bytes(json, SimJson.Own.Options);
    }

    private static void SetCookie(HttpResponse response, SimCookie cookie)
    {
        var options = new CookieOptions { Path = "/", HttpOnly = !cookie.Readable, SameSite = SameSiteMode.Lax, MaxAge = cookie.Life };
        if (cookie.Value is { } value) response.Cookies.Append(cookie.Name, value, options);
        else response.Cookies.Delete(cookie.Name, options);
    }
}
