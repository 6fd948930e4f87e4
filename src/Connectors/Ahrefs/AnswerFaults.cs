using System.Globalization;
using Microsoft.Playwright;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Ahrefs;

/// <summary>What an HTTP status on the site means.</summary>
internal static class AnswerFaults
{
    /// <summary>For a page's own document: a site that is down, or that asks to slow down.</summary>
    public static void ThrowIfDown(int status, IReadOnlyDictionary<string, string> headers, FailurePhase phase, VisitTools tools)
    {
        if (status == 429)
            throw RateLimited(headers, phase, tools);
        if (status >= 500)
            throw new AppFailureException(new Failure(FailureKind.SiteUnavailable, phase, Detail: $"the site answered {status}", RetryAfter: RetryAfter(headers, tools)));
    }

    /// <summary>For an answer that the page fetched and could not go on with.</summary>
    public static async Task<AppFailureException> ToFailureAsync(SeenAnswer answer, FailurePhase phase, VisitTools tools) => answer.Status switch
    {
        401 => AhrefsPage.Fault(FailureKind.SessionExpired, phase, "the site answered 401"),
        429 => RateLimited(answer.Headers, phase, tools),
        403 when answer.IsJson => AhrefsPage.Fault(FailureKind.InsufficientRole, phase, "the site answered 403"),
        403 => AhrefsPage.Fault(FailureKind.ChallengeRequired, phase, "the site answered 403 with a page instead of data"),
        503 => new AppFailureException(new Failure(FailureKind.SiteUnavailable, phase, Detail: "the site answered 503", RetryAfter: RetryAfter(answer.Headers, tools))),
        0 => AhrefsPage.Fault(FailureKind.ReadIncomplete, phase, "the connection broke while the list was loaded"),
        >= 500 => AhrefsPage.Fault(FailureKind.ReadIncomplete, phase, $"the site answered {answer.Status} instead of the list"),
        _ when await LooksLikeChallengeAsync(answer) => AhrefsPage.Fault(FailureKind.ChallengeRequired, phase, "a human check came instead of data"),
        _ => AhrefsPage.Fault(FailureKind.ReadInconsistent, phase, "the site answered with something that is not the list"),
    };

    public static TimeSpan? RetryAfter(IReadOnlyDictionary<string, string> headers, VisitTools tools)
    {
        if (!headers.TryGetValue("retry-after", out var text))
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until))
            return null;
        // The date is the site's; where the answer tells the site's own time, the difference is counted from that.
        var now = headers.TryGetValue("date", out var date) && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var site)
            ? site
            : tools.Time.GetUtcNow();
        return until > now ? until - now : TimeSpan.Zero;
    }

    public static AppFailureException RateLimited(IReadOnlyDictionary<string, string> headers, FailurePhase phase, VisitTools tools) =>
        new(new Failure(FailureKind.RateLimited, phase, Detail: "the site asks to slow down", RetryAfter: RetryAfter(headers, tools) ?? tools.Browser.RateLimitPause));

    private static async Task<bool> LooksLikeChallengeAsync(SeenAnswer answer)
    {
        try
        {
            return answer.Response is { } response && (await response.TextAsync()).Contains("cdn-cgi/challenge", StringComparison.OrdinalIgnoreCase);
        }
        catch (PlaywrightException)
        {
            return false;
        }
    }
}
