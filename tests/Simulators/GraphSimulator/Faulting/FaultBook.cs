using Seatkeeper.GraphSimulator.Hosting;

namespace Seatkeeper.GraphSimulator.Faulting;

/// <summary>A fault with its history.</summary>
public sealed class ArmedFault(FaultRule rule)
{
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FaultRule Rule { get; } = rule;
    public int Seen { get; set; }
    public int Fired { get; set; }
    public Task Released => released.Task;

    public void Release() => released.TrySetResult();
}

/// <summary>The faults of a world, in the order of their arming.</summary>
public sealed class FaultBook
{
    private readonly List<ArmedFault> faults = [];

    public IReadOnlyList<ArmedFault> All => faults;

    public void Arm(FaultRule rule)
    {
        if (!FaultKinds.IsKnown(rule.Do.Kind)) throw new BadControlRequestException("kind", $"There is no kind of fault '{rule.Do.Kind}'.");
        if (faults.Exists(f => f.Rule.Id == rule.Id)) throw new BadControlRequestException("id", $"There is a fault '{rule.Id}' already.");
        faults.Add(new ArmedFault(rule));
    }

    /// <summary>Every fault that hits the request, each counted.</summary>
    public IReadOnlyList<ArmedFault> Hit(GraphCall call, Random random)
    {
        var hit = new List<ArmedFault>();
        foreach (var fault in faults.Where(fault => Fits(fault.Rule.Match, call)))
        {
            fault.Seen++;
            var match = fault.Rule.Match;
            if (fault.Seen < match.Nth || (match.Times > 0 && fault.Fired >= match.Times)) continue;
            if (match.Probability < 1 && random.NextDouble() >= match.Probability) continue;
            fault.Fired++;
            hit.Add(fault);
        }

        return hit;
    }

    public ArmedFault? Find(string id) => faults.Find(f => f.Rule.Id == id);

    public bool Disarm(string id)
    {
        Find(id)?.Release();
        return faults.RemoveAll(f => f.Rule.Id == id) > 0;
    }

    public void ReleaseAll()
    {
        foreach (var fault in faults) fault.Release();
    }

    private static bool Fits(FaultMatch match, GraphCall call) =>
        (match.Route.EndsWith('*') ? call.Route.StartsWith(match.Route[..^1], StringComparison.Ordinal) : call.Route == match.Route)
        && (match.Target is not { } target || target.Equals(call.Id, StringComparison.OrdinalIgnoreCase));
}
