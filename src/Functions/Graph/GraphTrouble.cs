using System.Globalization;
using System.Text.Json;
using Azure.Identity;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Graph;

/// <summary>The object is not there: Graph says so itself, and nobody on the way to it.</summary>
internal sealed class GraphNotFoundException(string what) : Exception($"Graph does not know {what}.");

/// <summary>What is known is too old for Graph to tell the changes since: everything has to be read anew.</summary>
internal sealed class DeltaEndedException(bool isOfPage = false) : Exception($"Graph does not know the {(isOfPage ? "page" : "delta token")} any more.")
{
    /// <summary>It is a page in the middle of a round that cannot be read any more: the round can begin again from where it began.</summary>
    public bool IsOfPage { get; } = isOfPage;
}

/// <summary>Turns what the client throws into what the app knows. Of an answer only its status and code are told, never its text.</summary>
internal static class GraphTrouble
{
    private const int LongestCode = 80;

    // Graph asks for seconds to minutes; what asks for a day is a proxy's page, or a slip, and would stop everything for that day.
    private static readonly TimeSpan longestPause = TimeSpan.FromHours(1);

    private static readonly HashSet<string> ends = new(StringComparer.OrdinalIgnoreCase) { "syncStateNotFound", "resyncRequired", "syncStateInvalid" };
    // How long the link of a page lives is not documented; what Graph says of one that it does not take any more is seen in
    // https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2254.
    private const string PageEnds = "Directory_ExpiredPageToken";
    private static readonly HashSet<string> missing = new(StringComparer.OrdinalIgnoreCase) { "Request_ResourceNotFound", "ResourceNotFound", "itemNotFound" };

    /// <summary>Makes a call.</summary>
    /// <param name="what">What is asked for, in a few words for people.</param>
    /// <param name="call">The call.</param>
    /// <param name="clock">The time, for a pause that Graph names by a date.</param>
    /// <param name="tracks">It is of change tracking, whose tokens end.</param>
    /// <param name="cancel">Ends the call.</param>
    public static async Task<T> RunAsync<T>(string what, Func<Task<T?>> call, TimeProvider clock, bool tracks, CancellationToken cancel) where T : class
    {
        try
        {
            return await call() ?? throw Away($"Graph answered {what} with nothing.");
        }
        catch (ApiException e)
        {
            throw Of(e, what, tracks, clock.GetUtcNow());
        }
        catch (AuthenticationFailedException e)
        {
            // Its message tells the app's and tenant's ids, and may tell more than a task has to say.
            throw Away($"Microsoft Entra gave no token for Graph ({e.GetType().Name}).");
        }
        catch (Exception e) when (IsUnreadable(e) && !cancel.IsCancellationRequested)
        {
            throw Away($"Graph gave no answer to {what} that can be read ({e.GetType().Name}).", inner: e);
        }
    }

    /// <summary>A failure of the directory.</summary>
    public static AppFailureException Away(string detail, TimeSpan? retryAfter = null, Exception? inner = null) =>
        new(new Failure(FailureKind.DirectoryUnavailable, Detail: detail, RetryAfter: retryAfter), inner);

    /// <summary>Graph ends a token that it gave a moment ago, or a round that began with none: that is no answer.</summary>
    public static AppFailureException NoBeginning(Exception inner) => Away("Graph does not know its own token any more, although everything was begun anew.", inner: inner);

    private static Exception Of(ApiException e, string what, bool tracks, DateTimeOffset now)
    {
        var code = Code((e as ODataError)?.Error?.Code);
        if (tracks && (e.ResponseStatusCode == 410 || ends.Contains(code)))
            return new DeltaEndedException();
        if (tracks && code.Equals(PageEnds, StringComparison.OrdinalIgnoreCase))
            return new DeltaEndedException(isOfPage: true);
        if (e.ResponseStatusCode == 404 && missing.Contains(code))
            return new GraphNotFoundException(what);
        var said = code.Length == 0 ? $"{e.ResponseStatusCode}" : $"{e.ResponseStatusCode} {code}";
        return e.ResponseStatusCode is 401 or 403
            ? Away($"Graph refuses {what} ({said}): the app lacks a permission, or nobody consents to it any more.")
            : Away($"Graph answered {what} with {said}.", PauseOf(e, now));
    }

    private static bool IsUnreadable(Exception e) =>
        e is HttpRequestException or IOException or JsonException or OperationCanceledException or InvalidOperationException or FormatException or ArgumentException;

    private static string Code(string? code) => code is { Length: > 0 and <= LongestCode } && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.') ? code : "";

    private static TimeSpan? PauseOf(ApiException e, DateTimeOffset now)
    {
        var text = (e.ResponseHeaders ?? new Dictionary<string, IEnumerable<string>>(StringComparer.Ordinal))
            .FirstOrDefault(header => header.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault();
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return Bounded(TimeSpan.FromSeconds(seconds));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at > now ? Bounded(at - now) : null;
    }

    private static TimeSpan Bounded(TimeSpan pause) => pause < longestPause ? pause : longestPause;
}
