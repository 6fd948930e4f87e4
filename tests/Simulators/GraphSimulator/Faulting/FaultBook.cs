using Seatkeeper.GraphSimulator.Hosting;

namespace Seatkeeper.GraphSimulator.Faulting;

/// <summary>The faults of a world.</summary>
public sealed class FaultBook() : FaultBook<FaultRule, GraphCall>(FaultKinds.IsKnown, (rule, call) => Fits(rule.Match, call))
{
    private static bool Fits(FaultMatch match, GraphCall call) =>
        (match.Route.EndsWith('*') ? call.Route.StartsWith(match.Route[..^1], StringComparison.Ordinal) : call.Route == match.Route)
        && (match.Target is not { } target || target.Equals(call.Id, StringComparison.OrdinalIgnoreCase));
}
