using System.Collections.Concurrent;

namespace Seatkeeper.EndToEnd.Tests.Kills;

/// <summary>Runs a few stories at once: after a kill, a story mostly waits for what the dead held.</summary>
internal static class SideBySide
{
    private const int AtOnce = 4;

    /// <summary>Every story gets its turn, and all that went wrong is told at the end.</summary>
    public static async Task RunAsync<T>(IEnumerable<T> stories, Func<T, Task> run)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var wrong = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(stories, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (story, _) =>
        {
            try
            {
                await run(story);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                wrong.Enqueue($"{story}: {e}");
            }
        });
        Assert.True(wrong.IsEmpty, string.Join("\n\n", wrong));
    }
}
