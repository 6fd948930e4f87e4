using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Http;

/// <summary>Turns what went wrong into RFC 9457 problem details; the only place that does.</summary>
internal static class Problems
{
    /// <summary>The answer to a refusal.</summary>
    public static IResult Of(Refusal refusal, HttpContext http)
    {
        var meaning = RefusalCatalog.Describe(refusal.Kind);
        var problem = Start(ApiJson.Name(refusal.Kind.ToString()), meaning.Status, meaning.Title, refusal.Detail, meaning.Remedy, http);
        if (refusal.Fields is not null) problem.Extensions["errors"] = refusal.Fields;
        if (refusal.Link is not null) problem.Extensions["link"] = refusal.Link;
        if (refusal.RetryAfter is { } pause) http.Response.Headers.RetryAfter = Seconds(pause);
        if (refusal.Kind == RefusalKind.NotAuthenticated) http.Response.Headers.WWWAuthenticate = "ApiKey realm=\"seatkeeper\", header=\"X-Api-Key\", Bearer realm=\"seatkeeper\"";
        return Answer(problem);
    }

    /// <summary>The answer where work that a call did itself failed.</summary>
    public static IResult Of(Failure failure, HttpContext http)
    {
        var isAway = failure.Kind is FailureKind.StorageUnavailable or FailureKind.SecretUnavailable or FailureKind.SecretsThrottled or FailureKind.DirectoryUnavailable
            or FailureKind.SiteUnavailable or FailureKind.RateLimited or FailureKind.BrowserFailure;
        if (isAway) http.Response.Headers.RetryAfter = Seconds(failure.RetryAfter ?? TimeSpan.FromSeconds(5));
        var meaning = FailureCatalog.Describe(failure.Kind);
        return Answer(Start(failure.Kind.ToString(), isAway ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError, meaning.Sentence, failure.Detail ?? meaning.Sentence, meaning.Remedy, http));
    }

    /// <summary>A time as Retry-After tells it.</summary>
    public static string Seconds(TimeSpan pause) => Math.Ceiling(pause.TotalSeconds).ToString("0", System.Globalization.CultureInfo.InvariantCulture);

    private static ProblemDetails Start(string kind, int status, string title, string detail, string remedy, HttpContext http) => new()
    {
        Type = $"urn:seatkeeper:problem:{kind}",
        Title = title,
        Status = status,
        Detail = detail,
        Extensions =
        {
            ["kind"] = kind,
            ["remedy"] = remedy,
            ["traceId"] = System.Diagnostics.Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier,
        },
    };

    private static IResult Answer(ProblemDetails problem) =>
        Results.Json(problem, ApiJson.Options, "application/problem+json", problem.Status);
}
