using System.Runtime.ExceptionServices;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Browser;

/// <summary>Waits for steps that run side by side; of several failures the most telling one goes on.</summary>
internal static class Together
{
    // A dead session or a closed door explains what the other page could not show, never the other way round.
    private static readonly FailureKind[] Telling =
    [
        FailureKind.RateLimited, FailureKind.ChallengeRequired, FailureKind.SessionExpired, FailureKind.BrowserFailure, FailureKind.WrongWorkspace,
        FailureKind.InsufficientRole, FailureKind.SiteUnavailable,
    ];

    public static async Task AllAsync(params Task[] steps)
    {
        // Both run to their end: a page that is closed under the other's step would only hide the cause.
        var all = Task.WhenAll(steps);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (all.Exception is { } faults)
            ExceptionDispatchInfo.Throw(faults.InnerExceptions.OrderBy(Rank).First());
        await all;
    }

    private static int Rank(Exception e)
    {
        var at = e is AppFailureException { Failure.Kind: var kind } ? Array.IndexOf(Telling, kind) : -1;
        return at < 0 ? Telling.Length : at;
    }
}
