using System.Collections.Concurrent;
using System.Diagnostics;

namespace Seatkeeper.Benchmarks.Reading;

/// <summary>Many who read at once, each page after page of hub after hub, for a while.</summary>
internal static class Readers
{
    /// <summary>Reads a page of a hub's members, after the id or token that the page before ended with, and tells how to go on; null at the end.</summary>
    public delegate Task<string?> PageReader(string hub, string? after, CancellationToken cancel);

    /// <summary>Lets them read.</summary>
    public static async Task<Readings> RunAsync(int readers, IReadOnlyList<string> hubs, TimeSpan time, PageReader read, CancellationToken cancel)
    {
        var milliseconds = new ConcurrentBag<double>();
        var troubles = new ConcurrentQueue<string>();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, readers).Select(reader => Task.Run(() => ReadAsync(reader), cancel)));
        return new Readings([.. milliseconds.Order()], [.. troubles], watch.Elapsed);

        async Task ReadAsync(int reader)
        {
            for (var turn = reader; watch.Elapsed < time; turn++)
            {
                string? after = null;
                do
                {
                    var began = Stopwatch.GetTimestamp();
                    try
                    {
                        after = await read(hubs[turn % hubs.Count], after, cancel);
                        milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                    }
                    catch (Exception e) when (!cancel.IsCancellationRequested)
                    {
                        // One reader's trouble is a figure; the others go on.
                        troubles.Enqueue($"{e.GetType().Name}: {e.Message}");
                        after = null;
                    }
                }
                while (after is not null && watch.Elapsed < time);
            }
        }
    }
}

/// <summary>What readers saw.</summary>
/// <param name="Milliseconds">How long each page took, in order.</param>
/// <param name="Troubles">Pages that did not come.</param>
/// <param name="Took">How long they read.</param>
internal sealed record Readings(IReadOnlyList<double> Milliseconds, IReadOnlyList<string> Troubles, TimeSpan Took)
{
    public double P50 => At(50);

    public double P99 => At(99);

    public double PerSecond => Milliseconds.Count / Took.TotalSeconds;

    private double At(int percent) => Milliseconds.Count == 0 ? double.NaN : Milliseconds[Math.Min(Milliseconds.Count - 1, Milliseconds.Count * percent / 100)];
}
