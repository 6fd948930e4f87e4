using Seatkeeper.KeyVaultSimulator.Secrets;

namespace Seatkeeper.KeyVaultSimulator.Faulting;

/// <summary>What is to go wrong. A request without a token is met only by what cuts the vault off altogether.</summary>
public sealed class FaultBook
{
    private readonly Lock gate = new();
    private readonly List<Armed> armed = [];

    /// <summary>Arms a fault.</summary>
    /// <returns>Its number, to take it away by.</returns>
    public int Add(Fault fault)
    {
        lock (gate)
        {
            armed.Add(new Armed(fault));
            return armed.Count - 1;
        }
    }

    /// <summary>How often a fault happened.</summary>
    public int FiredOf(int number)
    {
        lock (gate) return armed[number].Fired;
    }

    /// <summary>Takes a fault away.</summary>
    public void Remove(int number)
    {
        lock (gate) armed[number].IsOver = true;
    }

    /// <summary>Takes all faults away.</summary>
    public void Clear()
    {
        lock (gate)
            foreach (var one in armed) one.IsOver = true;
    }

    internal Fault? Take(VaultCall call)
    {
        lock (gate) return armed.Where(one => one.Meets(call)).Select(one => one.Take()).OfType<Fault>().FirstOrDefault();
    }

    internal Fault? TakeOutage(VaultCall call)
    {
        lock (gate) return armed.Where(one => one.IsOutage && one.Meets(call)).Select(one => one.Take()).OfType<Fault>().FirstOrDefault();
    }

    private sealed class Armed(Fault fault)
    {
        private int passed;

        public int Fired { get; private set; }

        public bool IsOver { get; set; }

        public bool IsOutage => fault is { Kind: FaultKind.Reset, Times: null } && passed >= fault.After;

        public bool Meets(VaultCall call) => !IsOver && fault.Meets(call);

        public Fault? Take()
        {
            if (passed < fault.After)
            {
                passed++;
                return null;
            }

            if (fault.Times is { } most && Fired >= most) return null;
            Fired++;
            return fault;
        }
    }
}
