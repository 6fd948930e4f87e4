using Seatkeeper.AhrefsSimulator.Hosting;

namespace Seatkeeper.AhrefsSimulator.Faulting;

/// <summary>The faults of a world.</summary>
public sealed class FaultBook() : FaultBook<FaultRule, SimCall>(FaultKinds.IsKnown, (rule, call) => Fits(rule.Match, call))
{
    private static bool Fits(FaultMatch match, SimCall call) =>
        FitsRoute(match, call)
        && (match.Page is not { } page || call.ListPage == page)
        && (match.List is not { } list || call.ListKind == list)
        && (match.TargetEmail is not { } email || call.NamesTarget(email));

    private static bool FitsRoute(FaultMatch match, SimCall call)
    {
        if (match.Call is { } name) return !call.IsPage && (name == "*" || name == call.Name);
        if (match.Path is not { } path) return false;
        if (path == "*") return true;
        if (!call.IsPage) return false;
        return path.EndsWith('*') ? call.Name.StartsWith(path[..^1], StringComparison.Ordinal) : call.Name == path;
    }
}
