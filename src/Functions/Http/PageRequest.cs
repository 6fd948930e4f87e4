using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Http;

/// <summary>Which page of a list is asked for.</summary>
/// <param name="Limit">The most items, 1 to 1,000.</param>
/// <param name="Continuation">Storage's own token of an earlier page, or null for the first.</param>
public sealed record PageRequest(int Limit, string? Continuation)
{
    private const int Default = 100;
    private const int Most = 1000;

    // Lists give out keys of rows, which are far shorter; a long one would only make the query too long for storage.
    private const int LongestContinuation = 1000;

    /// <summary>Reads <c>limit</c> and <c>continuation</c> of a call.</summary>
    public static PageRequest Of(HttpRequest request) => new(ReadLimit(request), ReadContinuation(request));

    /// <summary>What a continuation that nobody gave out is answered with.</summary>
    public static RefusedException BadContinuation() =>
        FieldErrors.One("continuation", "is not one that this list gave; leave it away to begin again.");

    private static int ReadLimit(HttpRequest request)
    {
        var text = request.Query["limit"].ToString();
        if (text.Length == 0) return Default;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= Most
            ? limit
            : throw FieldErrors.One("limit", $"must be a number from 1 to {Most}.");
    }

    private static string? ReadContinuation(HttpRequest request)
    {
        var text = request.Query["continuation"].ToString();
        if (text.Length == 0) return null;
        if (text.Length > LongestContinuation || !Base64Url.IsValid(text)) throw BadContinuation();
        var token = Base64Url.DecodeFromChars(text);
        if (!Utf8.IsValid(token)) throw BadContinuation();
        var continuation = Encoding.UTF8.GetString(token);
        return continuation.Any(char.IsControl) ? throw BadContinuation() : continuation;
    }
}

/// <summary>Answers with a page.</summary>
public static class PageAnswers
{
    /// <summary>A page of things that are in memory, in the order of their ids; the continuation is the last one's id.</summary>
    public static Page<T> ToPage<T>(this IEnumerable<T> all, Func<T, string> id, PageRequest page)
    {
        ArgumentNullException.ThrowIfNull(page);
        List<T> rest = [.. all.Where(item => string.CompareOrdinal(id(item), page.Continuation) > 0).OrderBy(id, StringComparer.Ordinal).Take(page.Limit + 1)];
        return rest.Count <= page.Limit ? new(rest, null) : new(rest[..page.Limit], id(rest[page.Limit - 1]));
    }

    /// <summary>The page as the API's list.</summary>
    public static ListResponse<T> ToList<T>(this Page<T> page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return new(page.Items, page.Continuation is null ? null : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(page.Continuation)));
    }
}
