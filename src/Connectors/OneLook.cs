namespace Seatkeeper.Connectors;

/// <summary>
/// A look at something outside that anybody may ask for, as often as they like: one is under way at a time, and it answers everybody who
/// asks meanwhile and for a while afterwards.
/// </summary>
/// <param name="look">Looks: what is wrong, or null. Nobody who hangs up ends it, for others wait for it too.</param>
/// <param name="good">How long it holds that nothing is wrong.</param>
/// <param name="bad">How long it holds that something is.</param>
/// <param name="time">Ages what was found.</param>
public sealed class OneLook(Func<Task<string?>> look, TimeSpan good, TimeSpan bad, TimeProvider time)
{
    private readonly Lock gate = new();
    private Task<string?>? last;
    private long endedAt;

    /// <summary>What is wrong, or null.</summary>
    /// <param name="cancel">Ends the wait, not the look.</param>
    public Task<string?> FindFaultAsync(CancellationToken cancel)
    {
        lock (gate)
        {
            if (last is null || (last.IsCompleted && time.GetElapsedTime(endedAt) >= HoldsFor(last)))
                last = Task.Run(LookAsync, CancellationToken.None);
            return last.WaitAsync(cancel);
        }
    }

    private TimeSpan HoldsFor(Task<string?> done) => done is { IsCompletedSuccessfully: true, Result: null } ? good : bad;

    private async Task<string?> LookAsync()
    {
        try
        {
            return await look();
        }
        finally
        {
            endedAt = time.GetTimestamp();
        }
    }
}
