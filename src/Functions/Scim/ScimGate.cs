using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Limiting;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Scim;

/// <summary>
/// What stands in front of every SCIM function: which connection is calling, how much is sent, and the one place where whatever goes
/// wrong becomes a SCIM error. API keys are worth nothing here, and a connection's token nothing elsewhere.
/// </summary>
internal sealed partial class ScimGate(ScimConnectionsTable connections, CallLimits limits, TimeProvider clock, ILogger<ScimGate> log)
{
    private const string Scheme = "Bearer ";

    private readonly RareLines ofStrangers = new(clock);

    /// <summary>Whether a function is one of SCIM: their names say so.</summary>
    public static bool Guards(string function) => ScimFunctions.Names.Contains(function);

    /// <summary>Lets a call through to its function.</summary>
    public async Task<object?> PassAsync(HttpContext http, string function, Func<Task<object?>> run)
    {
        var isStranger = true;
        try
        {
            AnswerHeaders.Set(http.Response);
            if (http.Request.ContentLength > RequestBody.MostBytes)
                throw RequestBody.TooLarge();
            http.Features.Set(await limits.AdmitAsync(http, () => ResolveAsync(http.Request, http.RequestAborted), caller => caller.Actor.Id));
            isStranger = false;
            return await run();
        }
        catch (Exception e)
        {
            // Broad, because nothing of the program's inside may reach a caller: what is not known becomes a plain 500.
            return Answer(e, http, function, isStranger);
        }
    }

    private async Task<ScimCaller> ResolveAsync(HttpRequest request, CancellationToken cancel)
    {
        var sent = request.Headers.Authorization;
        if (sent is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw Nobody("Send the connection's token as Authorization: Bearer.");
        var token = header[Scheme.Length..].Trim();
        // One answer for every token that does not work, so that nobody learns which there are.
        if (!ApiKeySecret.CanBe(token))
            throw Nobody("The token is not valid.");
        var hash = ApiKeySecret.Hash(token);
        return await connections.FindAsync(ApiKeySecret.IdOf(hash), cancel) is { } connection && ApiKeySecret.Same(connection.Hash, hash) && connection.IsLive(clock.GetUtcNow())
            ? new ScimCaller(connection)
            : throw Nobody("The token is not valid.");
    }

    private IResult Answer(Exception e, HttpContext http, string function, bool isStranger)
    {
        switch (e)
        {
            case ScimException refused:
                return ScimAnswers.Of(refused.Error, http);
            case RefusedException { Refusal: var refusal }:
                if (refusal.RetryAfter is { } pause)
                    http.Response.Headers.RetryAfter = Problems.Seconds(pause);
                return ScimAnswers.Of(ErrorOf(refusal), http);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ScimAnswers.Of(ErrorOf(RequestBody.TooLarge().Refusal), http);
            case BadHttpRequestException:
                return ScimAnswers.Of(new ScimError(StatusCodes.Status400BadRequest, ScimErrorType.InvalidSyntax, "The request could not be read."), http);
            case OperationCanceledException when http.RequestAborted.IsCancellationRequested:
                return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
            case Exception when StorageTrouble.IsAway(e):
                Tell(function, FailureKind.StorageUnavailable, e, isStranger);
                http.Response.Headers.RetryAfter = "5";
                return ScimAnswers.Of(new ScimError(StatusCodes.Status503ServiceUnavailable, ScimErrorType.None, "Storage does not answer; nothing is lost, send the request again."), http);
            default:
                Tell(function, FailureKind.Unexpected, e, isStranger);
                return ScimAnswers.Of(new ScimError(StatusCodes.Status500InternalServerError, ScimErrorType.None, "Something went wrong inside Seatkeeper; its log says what."), http);
        }
    }

    private static ScimError ErrorOf(Refusal refusal)
    {
        var status = RefusalCatalog.Describe(refusal.Kind).Status;
        return new ScimError(status, status == StatusCodes.Status400BadRequest ? ScimErrorType.InvalidValue : ScimErrorType.None, refusal.Detail);
    }

    private static ScimException Nobody(string detail) => new(new ScimError(StatusCodes.Status401Unauthorized, ScimErrorType.None, detail));

    // As at the other gate: of whom nobody could say who is calling, that may be anybody.
    private void Tell(string function, FailureKind kind, Exception e, bool isStranger)
    {
        if (!isStranger || ofStrangers.IsDue($"{kind}"))
            CallFailed(log, function, kind, e);
    }

    [LoggerMessage(LogLevel.Error, "{Function} failed: {Kind}")]
    private static partial void CallFailed(ILogger log, string function, FailureKind kind, Exception e);
}

/// <summary>An identity provider that is calling.</summary>
/// <param name="Connection">Its connection.</param>
public sealed record ScimCaller(ScimConnection Connection)
{
    /// <summary>Whose users and groups these are.</summary>
    public string SourceId => Connection.SourceId;

    /// <summary>As whoever acts: with the least role that may make a connection, so that no provider ever touches the workspace's Owner.</summary>
    public Caller Actor => new($"scim:{Connection.Id}", Connection.Name, WorkspaceRole.SuperAdmin, IsPerson: false, InPerson: false);

    /// <summary>Who is calling a SCIM function.</summary>
    public static ScimCaller Of(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.HttpContext.Features.Get<ScimCaller>() ?? throw new InvalidOperationException("The gate let a call pass without a connection.");
    }
}
