using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Benchmarks.Matrix;

/// <summary>
/// Holds what the app said against what the specification expects of the automation by itself. The app may say more: it waits for
/// what passes, and refuses what needs no browser. The effects are judged apart from this, and exactly.
/// </summary>
internal static class Acceptance
{
    /// <summary>The fault of whom the API cannot be asked for.</summary>
    public const string NeverThere = "targetNeverThere";

    public static bool Of(FaultCase fault, Outcome seen) =>
        // The same code for another reason does not show the fault.
        fault.Detail.All(detail => seen.Detail.Contains(detail, StringComparison.Ordinal)) && (IsOf(fault.Expected, seen) || IsWithoutId(fault, seen));

    // Whom to change is named by id, and who is in no list has none: the API knows no such member, and no automation is asked.
    private static bool IsWithoutId(FaultCase fault, Outcome seen) =>
        fault.Id == NeverThere && seen is { Refused: true, Code: "notFound" } && seen.Detail.Contains("no such member", StringComparison.Ordinal);

    private static bool IsOf(string expected, Outcome seen)
    {
        // A call that a rule refuses for everybody is told by the rule first.
        if (seen.Code == expected || (seen.Refused && seen.Detail.StartsWith($"{expected}: ", StringComparison.Ordinal)))
            return true;
        // What is no address at all by the API's own rule is refused as input, with the field's name.
        if (expected == nameof(FailureKind.SuspiciousIdentity) && seen is { Refused: true, Code: "invalid" })
            return seen.Detail.Contains(".email ", StringComparison.Ordinal);
        if (expected == "NoChangeNeeded")
            return seen.IsGood;
        if (!Enum.TryParse<FailureKind>(expected, out var kind))
            return false;

        // One person's unknown role does not stop a check, and what passes by itself is waited out.
        return seen.IsGood && (kind is FailureKind.UnknownRole || FailureCatalog.Describe(kind).IsTransient);
    }
}
