using System.Text;
using Microsoft.AspNetCore.Http;
using Seatkeeper.Functions.Http;

namespace Seatkeeper.Functions.GraphWebhooks;

/// <summary>Answers Graph's question whether somebody listens here: with its own token, as text that no browser can take for a page.</summary>
internal static class ValidationEcho
{
    /// <summary>The query parameter with the token.</summary>
    public const string Parameter = "validationToken";

    private const int LongestToken = 1_024;

    /// <summary>The answer to a validation; null where the call is none.</summary>
    public static IResult? Of(HttpRequest request)
    {
        if (!request.Query.TryGetValue(Parameter, out var sent))
            return null;
        if (sent is not [{ Length: > 0 and <= LongestToken } token])
            throw FieldErrors.One(Parameter, $"must be there once, with 1 to {LongestToken} characters.");
        request.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Text(Escaped(token), "text/plain", Encoding.UTF8, StatusCodes.Status200OK);
    }

    // An ampersand stays: it begins no element, and Graph wants its token back letter by letter.
    private static string Escaped(string token) => token
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal);
}
