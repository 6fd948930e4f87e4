using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.AhrefsProbe;

/// <summary>What concerns one place is told of that place, and the others are looked at; anything else ends the visit as it always does.</summary>
internal static class PlaceTrouble
{
    private static readonly FailureKind[] Kinds =
    [
        FailureKind.PageContractBroken, FailureKind.ReadIncomplete, FailureKind.ReadInconsistent, FailureKind.UnexpectedOverlay, FailureKind.InsufficientRole,
        FailureKind.TimeoutBeforeSubmit, FailureKind.SafetyStop,
    ];

    /// <summary>Looks, and tells what was wrong in words; null where nothing was.</summary>
    public static async Task<string?> TryAsync(Func<Task> look)
    {
        try
        {
            await look();
            return null;
        }
        catch (AppFailureException e) when (Kinds.Contains(e.Failure.Kind))
        {
            return $"{e.Failure.Kind}: {e.Failure.Detail}";
        }
    }

    /// <summary>A place with one more trouble.</summary>
    public static ProbedPlace And(this ProbedPlace place, string? more) =>
        more is null ? place : place with { Trouble = place.Trouble is { } trouble ? $"{trouble}; {more}" : more };
}
