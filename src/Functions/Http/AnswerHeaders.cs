using Microsoft.AspNetCore.Http;

namespace Seatkeeper.Functions.Http;

/// <summary>What every answer says to whoever shows or keeps it, whether it is an answer or a refusal.</summary>
internal static class AnswerHeaders
{
    /// <summary>Sets them, before anything is answered.</summary>
    public static void Set(HttpResponse response)
    {
        // Answers concern one caller at one moment, and some hold a secret that is shown once.
        response.Headers.CacheControl = "no-store";
        response.Headers.StrictTransportSecurity = "max-age=31536000";
        // Exports and pictures hold what other people wrote: no browser may take one for a page, or a page for a part of itself.
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        response.Headers["Referrer-Policy"] = "no-referrer";
    }
}
