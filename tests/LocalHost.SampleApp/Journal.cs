using Microsoft.Extensions.Configuration;

namespace LocalHost.SampleApp;

/// <summary>What happened in the worker, one line each, kept in a file so that it outlives the worker.</summary>
public sealed class Journal(IConfiguration configuration)
{
    private readonly string path = configuration["Sample:Journal"] is { Length: > 0 } given ? given : Path.Combine(Path.GetTempPath(), "localhost-sample.journal");
    private readonly Lock gate = new();

    public void Add(string line)
    {
        lock (gate)
            File.AppendAllText(path, line + "\n");
    }

    /// <summary>Notes the topic and blocks until "release TOPIC" is noted; does nothing when the topic was noted before.</summary>
    public void HoldOnce(string topic)
    {
        if (Lines().Contains($"episode {topic}"))
            return;
        Add($"episode {topic}");
        while (!Lines().Contains($"release {topic}"))
#pragma warning disable DURABLE0003 // Blocking an episode is the very thing wanted: the worker is killed inside it.
            Thread.Sleep(TimeSpan.FromMilliseconds(20));
#pragma warning restore DURABLE0003
    }

    public IReadOnlyList<string> Lines()
    {
        lock (gate)
            return File.Exists(path) ? File.ReadAllLines(path) : [];
    }
}
