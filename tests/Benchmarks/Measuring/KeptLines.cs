using System.Reflection;
using System.Text.Json;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Measuring;

/// <summary>What a soak has seen, kept line by line where a file is named, so that a run which was ended is gone on with. Of one build only.</summary>
internal sealed class KeptLines<T>
{
    private readonly Lock gate = new();
    private readonly List<T> lines = [];
    private readonly string? file;

    private KeptLines(string? file) => this.file = file;

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<T> Lines
    {
        get
        {
            lock (gate)
                return [.. lines];
        }
    }

    private static string Build =>
        typeof(RunFolder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Opens the file; the lines of another build are refused, for they say nothing of this one.</summary>
    public static KeptLines<T> Open(string? file)
    {
        var book = new KeptLines<T>(file);
        if (file is null)
            return book;
        if (!File.Exists(file))
            File.WriteAllText(file, $"{Build}\n");
        var kept = File.ReadAllLines(file);
        if (kept.FirstOrDefault() != Build)
            throw new StepFailedException($"{file} holds lines of another build.", "Name another file, or delete this one and begin anew.");
        // A line that a kill cut short is not there.
        foreach (var line in kept[1..].Where(line => line.EndsWith('}')))
            book.lines.Add(JsonSerializer.Deserialize<T>(line) ?? throw new JsonException("A line is empty."));
        return book;
    }

    /// <summary>Adds all lines of one case at once.</summary>
    public void Add(IReadOnlyList<T> found)
    {
        lock (gate)
        {
            lines.AddRange(found);
            if (file is not null)
                File.AppendAllText(file, string.Concat(found.Select(line => JsonSerializer.Serialize(line) + "\n")));
        }
    }
}
