using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Limiting;
using Seatkeeper.Functions.Scim;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Http;

/// <summary>
/// What stands in front of every HTTP function: who is calling, how much is sent, and the one place where whatever goes
/// wrong becomes problem details; SCIM has a gate of its own. It knows only HTTP, so that tests put it in front of functions as the worker does.
/// </summary>
internal sealed partial class ApiGate(CallerResolver callers, CallLimits limits, ScimGate scim, TimeProvider clock, ILogger<ApiGate> log)
{
    private readonly RareLines ofStrangers = new(clock);

    /// <summary>Lets a call through to its function.</summary>
    /// <param name="http">The call.</param>
    /// <param name="function">The function's name.</param>
    /// <param name="run">The function.</param>
    /// <returns>What to answer.</returns>
    public Task<object?> PassAsync(HttpContext http, string function, Func<Task<object?>> run) =>
        ScimGate.Guards(function) ? scim.PassAsync(http, function, run) : PassApiAsync(http, function, run);

    private async Task<object?> PassApiAsync(HttpContext http, string function, Func<Task<object?>> run)
    {
        var isStranger = true;
        try
        {
            AnswerHeaders.Set(http.Response);
            if (http.Request.ContentLength > RequestBody.MostBytes) throw RequestBody.TooLarge();
            if (!OpenRoutes.IsOpen(function))
            {
                http.SetCaller(await limits.AdmitAsync(http, () => callers.ResolveAsync(http.Request, http.RequestAborted), caller => caller.Id));
                isStranger = false;
            }

            DryRuns.RefuseUnlessTaken(http.Request, function);
            return await run();
        }
        catch (Exception e)
        {
            // Broad, because nothing of the program's inside may reach a caller: what is not known becomes a plain 500.
            return Answer(e, http, function, isStranger);
        }
    }

    private IResult Answer(Exception e, HttpContext http, string function, bool isStranger)
    {
        switch (e)
        {
            case RefusedException refused:
                return Problems.Of(refused.Refusal, http);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Problems.Of(RequestBody.TooLarge().Refusal, http);
            case BadHttpRequestException:
                return Problems.Of(new Refusal(RefusalKind.Invalid, "The request could not be read."), http);
            case AppFailureException failed:
                Tell(function, failed.Failure.Kind, e, isStranger);
                return Problems.Of(failed.Failure, http);
            case OperationCanceledException when http.RequestAborted.IsCancellationRequested:
                return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
            case Exception when StorageTrouble.IsAway(e):
                Tell(function, FailureKind.StorageUnavailable, e, isStranger);
                return Problems.Of(new Failure(FailureKind.StorageUnavailable), http);
            default:
                Tell(function, FailureKind.Unexpected, e, isStranger);
                return Problems.Of(new Failure(FailureKind.Unexpected), http);
        }
    }

    // Of whom nobody could say who is calling, because storage or the tokens' issuer is away, or whom nobody asks who they are, that may be anybody, with anything made up.
    private void Tell(string function, FailureKind kind, Exception e, bool isStranger)
    {
        if (!isStranger || ofStrangers.IsDue($"{function} {kind}"))
            CallFailed(log, function, kind, e);
    }

    [LoggerMessage(LogLevel.Error, "{Function} failed: {Kind}")]
    private static partial void CallFailed(ILogger log, string function, FailureKind kind, Exception e);
}
