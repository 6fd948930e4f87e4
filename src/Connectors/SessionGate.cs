namespace Seatkeeper.Connectors;

/// <summary>Lets so many browser sessions in at once. Whoever finds it full is told when to come back, and waits elsewhere: nothing is held meanwhile.</summary>
/// <param name="most">The most sessions at once.</param>
internal sealed class SessionGate(int most) : IDisposable
{
    private static readonly TimeSpan busyPause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim places = new(most, most);

    /// <summary>Sessions that are in.</summary>
    public int Inside => most - places.CurrentCount;

    /// <summary>Lets a session in.</summary>
    /// <exception cref="BrowserBusyException">Every place is taken.</exception>
    public async Task EnterAsync(CancellationToken cancel)
    {
        if (!await places.WaitAsync(TimeSpan.Zero, cancel))
            throw new BrowserBusyException(busyPause);
    }

    /// <summary>A session has ended.</summary>
    public void Leave() => places.Release();

    public void Dispose() => places.Dispose();
}
