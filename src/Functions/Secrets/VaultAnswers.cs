using System.Globalization;
using System.Net;
using System.Text.Json;
using Azure;
using Azure.Identity;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Secrets;

/// <summary>
/// What trouble with a vault means. Only the status and the code of an answer are told on: the exceptions of the client quote whole
/// answers, and nobody knows what somebody's proxy puts into one.
/// </summary>
internal static class VaultAnswers
{
    private const int LongestCode = 60;

    /// <summary>The vault counts in spans of ten seconds.</summary>
    private static readonly TimeSpan usualPause = TimeSpan.FromSeconds(10);

    /// <summary>However long it asks: after this it is asked again.</summary>
    private static readonly TimeSpan longestPause = TimeSpan.FromMinutes(15);

    /// <summary>The failure, or null where the exception is none of the vault's.</summary>
    /// <param name="e">What the client threw.</param>
    /// <param name="name">The secret's name.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">The caller's own wish to stop.</param>
    public static Failure? TroubleOf(Exception e, string name, DateTimeOffset now, CancellationToken cancel) => e switch
    {
        AppFailureException or ArgumentException => null,
        OperationCanceledException when cancel.IsCancellationRequested => null,
        RequestFailedException answer => TroubleOf(answer, name, now),
        // Its endpoint that is away for a moment looks the same as an app that has no identity at all; only the first passes by itself.
        CredentialUnavailableException => Failed(FailureKind.SecretUnavailable, "The app's managed identity gave no token for the key vault: its endpoint does not answer, or the app has none."),
        AuthenticationFailedException => Failed(FailureKind.SecretUnavailable, "No token for the key vault could be had."),
        // The client refuses to hand a token for one place to another.
        InvalidOperationException => Failed(FailureKind.SecretsForbidden, "What answers at Secrets__VaultUri asks for a token of another place, and was given none."),
        // Several tries in one, a time-out, or an answer that is none of a vault's.
        AggregateException or OperationCanceledException or JsonException or FormatException or IOException => Failed(FailureKind.SecretUnavailable, $"The key vault could not be asked for the secret {name}."),
        _ => null,
    };

    /// <summary>The inner code of an answer, for example <c>ObjectIsBeingDeleted</c>; empty where it has none.</summary>
    public static string InnerCodeOf(RequestFailedException answer)
    {
        try
        {
            using var body = JsonDocument.Parse(answer.GetRawResponse()?.Content.ToMemory() ?? default);
            return body.RootElement.GetProperty("error").GetProperty("innererror").GetProperty("code").GetString() is { Length: <= LongestCode } code && code.All(char.IsAsciiLetterOrDigit) ? code : "";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "";
        }
    }

    private static Failure TroubleOf(RequestFailedException answer, string name, DateTimeOffset now)
    {
        var code = InnerCodeOf(answer);
        var said = $"The key vault answered {answer.Status.ToString(CultureInfo.InvariantCulture)}{(code.Length > 0 ? $" ({code})" : "")} for the secret {name}.";
        return answer.Status switch
        {
            (int)HttpStatusCode.TooManyRequests => Failed(FailureKind.SecretsThrottled, said, PauseOf(answer, now) ?? usualPause),
            (int)HttpStatusCode.Unauthorized or (int)HttpStatusCode.Forbidden => Failed(FailureKind.SecretsForbidden, said),
            0 => Failed(FailureKind.SecretUnavailable, $"The key vault could not be reached for the secret {name}."),
            (int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.Conflict or >= 500 => Failed(FailureKind.SecretUnavailable, said, PauseOf(answer, now)),
            _ => Failed(FailureKind.Unexpected, said),
        };
    }

    private static TimeSpan? PauseOf(RequestFailedException answer, DateTimeOffset now)
    {
        if (answer.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var text) is not true) return null;
        var pause = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at - now
            : (TimeSpan?)null;
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause > longestPause ? longestPause : pause;
    }

    private static Failure Failed(FailureKind kind, string detail, TimeSpan? retryAfter = null) => new(kind, Detail: detail, RetryAfter: retryAfter);
}
