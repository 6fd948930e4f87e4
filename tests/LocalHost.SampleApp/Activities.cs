using Microsoft.Azure.Functions.Worker;

namespace LocalHost.SampleApp;

/// <summary>What the flows call.</summary>
public sealed class Activities(Journal journal)
{
    [Function(nameof(Note))]
    public string Note([ActivityTrigger] string line)
    {
        journal.Add(line);
        return $"noted {line}";
    }

    [Function(nameof(Square))]
    public static int Square([ActivityTrigger] int number) => number * number;

    [Function(nameof(Fail))]
    public static string Fail([ActivityTrigger] string message) => throw new FormatException(message);

    [Function(nameof(Disabled))]
    public static string Disabled([ActivityTrigger] string input) => input;

    /// <summary>Waits for the journal's line "release TOPIC"; notes every start with its process.</summary>
    [Function(nameof(Hold))]
    public async Task<string> Hold([ActivityTrigger] string topic, CancellationToken cancel)
    {
        journal.Add($"held {topic} in {Environment.ProcessId}");
        while (!journal.Lines().Contains($"release {topic}"))
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancel);
        return $"released in {Environment.ProcessId}";
    }
}
