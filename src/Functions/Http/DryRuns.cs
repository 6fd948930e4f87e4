using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Http;

/// <summary>Refuses <c>dryRun</c> where a call does not take it: whoever only asks what would happen must not find it done.</summary>
internal static class DryRuns
{
    private static readonly FrozenSet<string> takers = ApiRoute.All.Where(route => route.Call.TakesDryRun).Select(route => route.Function).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Lets a call pass that reads, takes <c>dryRun</c>, or does not name it.</summary>
    /// <param name="request">The call.</param>
    /// <param name="function">The function's name.</param>
    /// <exception cref="RefusedException">The call names it and would do its work all the same.</exception>
    public static void RefuseUnlessTaken(HttpRequest request, string function)
    {
        if (request.Query["dryRun"].Any(value => value is not ("false" or "False")) && !HttpMethods.IsGet(request.Method) && !takers.Contains(function))
            throw FieldErrors.One("dryRun", "is not taken by this call, which would do its work all the same; nothing was done.");
    }
}
