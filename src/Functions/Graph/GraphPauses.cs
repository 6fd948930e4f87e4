using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Graph;

/// <summary>Keeps the pauses that Graph asks for, over all that asks it and over restarts: nothing is asked before their end, and nothing waits here.</summary>
public sealed class GraphPauses(DirectoryStateTable state, TimeProvider clock)
{
    /// <summary>The time.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Asks Graph, unless it wants to be left alone.</summary>
    /// <exception cref="AppFailureException">It wants to be left alone, or does so from now on; the failure tells for how long.</exception>
    public async Task<T> ObeyAsync<T>(Func<Task<T>> ask, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(ask);
        var left = await state.PausedUntilAsync(cancel) - clock.GetUtcNow();
        if (left > TimeSpan.Zero)
            throw GraphTrouble.Away("Graph asked to be left alone for a while.", left);
        try
        {
            return await ask();
        }
        catch (AppFailureException e) when (e.Failure.RetryAfter is { } pause)
        {
            await state.PauseAsync(clock.GetUtcNow() + pause, cancel);
            throw;
        }
    }
}
