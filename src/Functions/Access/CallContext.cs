using Microsoft.AspNetCore.Http;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Access;

/// <summary>Hands the caller, whom the gate found, to functions; and refuses those whose role does not suffice.</summary>
public static class CallContext
{
    /// <summary>Who is calling.</summary>
    public static Caller GetCaller(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.HttpContext.Features.Get<Caller>() ?? throw new InvalidOperationException("The gate let a call pass without a caller.");
    }

    /// <summary>Refuses with 403 unless the rule holds.</summary>
    /// <param name="caller">Who is calling.</param>
    /// <param name="isAllowed">The rule's answer.</param>
    /// <param name="what">What they wanted, for example "connect hubs".</param>
    public static void Require(this Caller caller, bool isAllowed, string what)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!isAllowed) throw new RefusedException(RefusalKind.NotAllowed, $"The role {caller.Role} may not {what}.");
    }

    internal static void SetCaller(this HttpContext http, Caller caller) => http.Features.Set(caller);
}
