namespace Seatkeeper.SimulatorParts;

/// <summary>What the book of faults needs to know of a fault; the rest is each simulator's own.</summary>
public interface IFaultRule
{
    string Id { get; }

    /// <summary>What goes wrong; see the simulator's list of kinds.</summary>
    string Kind { get; }

    /// <summary>The first of the fitting requests that is hit.</summary>
    int Nth { get; }

    /// <summary>How many are hit; 0 is all from then on.</summary>
    int Times { get; }

    /// <summary>The share of those that are hit, from 0 to 1.</summary>
    double Probability { get; }
}

/// <summary>A fault with its history.</summary>
public sealed class ArmedFault<TRule>(TRule rule)
    where TRule : IFaultRule
{
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TRule Rule { get; } = rule;
    public int Seen { get; private set; }
    public int Fired { get; private set; }
    public Task Released => released.Task;

    public void Release() => released.TrySetResult();

    /// <summary>Hits nothing any more, as if it had hit all that it may.</summary>
    public void Spend() => Fired = Math.Max(Fired, Rule.Times);

    /// <summary>Counts a request that the fault is for.</summary>
    /// <returns>Whether it is hit.</returns>
    internal bool Meet(Random random)
    {
        Seen++;
        if (Seen < Rule.Nth || (Rule.Times > 0 && Fired >= Rule.Times)) return false;
        if (Rule.Probability < 1 && random.NextDouble() >= Rule.Probability) return false;
        Fired++;
        return true;
    }
}

/// <summary>The faults of a world, in the order of their arming. Not safe for several threads: the world's gate is held.</summary>
/// <param name="isKnown">Whether a simulator has a kind of fault.</param>
/// <param name="fits">Whether a fault is for a request.</param>
public abstract class FaultBook<TRule, TCall>(Predicate<string> isKnown, Func<TRule, TCall, bool> fits)
    where TRule : IFaultRule
{
    private readonly List<ArmedFault<TRule>> faults = [];

    public IReadOnlyList<ArmedFault<TRule>> All => faults;

    /// <exception cref="BadControlRequestException">The kind is unknown, or the id is taken.</exception>
    public void Arm(TRule rule)
    {
        if (!isKnown(rule.Kind)) throw new BadControlRequestException("kind", $"There is no kind of fault '{rule.Kind}'.");
        if (Find(rule.Id) is not null) throw new BadControlRequestException("id", $"There is a fault '{rule.Id}' already.");
        faults.Add(new ArmedFault<TRule>(rule));
    }

    /// <summary>Every fault that hits the request, each counted.</summary>
    public IReadOnlyList<ArmedFault<TRule>> Hit(TCall call, Random random) => [.. faults.Where(fault => fits(fault.Rule, call) && fault.Meet(random))];

    public ArmedFault<TRule>? Find(string id) => faults.Find(fault => fault.Rule.Id == id);

    public bool Disarm(string id)
    {
        Find(id)?.Release();
        return faults.RemoveAll(fault => fault.Rule.Id == id) > 0;
    }

    public void ReleaseAll()
    {
        foreach (var fault in faults) fault.Release();
    }
}
