using System.Threading.Channels;

namespace Seatkeeper.Dev.Processes;

/// <summary>The last lines that a process printed, and a wait for the line that one needs.</summary>
public sealed class OutputLog(string? file)
{
    private const int Kept = 2000;
    private readonly Lock gate = new();
    private readonly Queue<string> lines = new();
    private readonly List<Channel<string>> waiting = [];
    private bool complete;

    /// <summary>The last 2,000 lines, oldest first.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate)
                return [.. lines];
        }
    }

    public string Tail(int count = 30) => string.Join('\n', Lines.TakeLast(count));

    /// <summary>The first line, past or to come, that fits; null when the process ended without one.</summary>
    public async Task<string?> FirstAsync(Func<string, bool> fits, CancellationToken cancellation)
    {
        var channel = Subscribe();
        await foreach (var line in channel.Reader.ReadAllAsync(cancellation))
            if (fits(line))
                return line;
        return null;
    }

    internal void Add(string line)
    {
        lock (gate)
        {
            lines.Enqueue(line);
            if (lines.Count > Kept)
                lines.Dequeue();
            if (file is not null)
                File.AppendAllText(file, line + "\n");
            foreach (var channel in waiting)
                channel.Writer.TryWrite(line);
        }
    }

    internal void Complete()
    {
        lock (gate)
        {
            complete = true;
            foreach (var channel in waiting)
                channel.Writer.TryComplete();
        }
    }

    private Channel<string> Subscribe()
    {
        var channel = Channel.CreateUnbounded<string>();
        lock (gate)
        {
            foreach (var line in lines)
                channel.Writer.TryWrite(line);
            if (complete)
                channel.Writer.Complete();
            else
                waiting.Add(channel);
        }

        return channel;
    }
}
