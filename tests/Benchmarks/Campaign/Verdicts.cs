using Seatkeeper.Benchmarks.Soaking;

namespace Seatkeeper.Benchmarks.Campaign;

/// <summary>What the referee of a site objects to, each objection once: whichever hub looks first tells it.</summary>
internal sealed class Verdicts(Judge judge)
{
    private readonly SemaphoreSlim gate = new(1);
    private int told;

    /// <summary>What nobody told yet.</summary>
    public async Task<IReadOnlyList<string>> NewAsync(CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            var all = await judge.ViolationsAsync(cancel);
            var found = all.Skip(told).ToList();
            told = all.Count;
            return found;
        }
        finally
        {
            gate.Release();
        }
    }
}
