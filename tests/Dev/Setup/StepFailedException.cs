using Seatkeeper.Dev.Client;

namespace Seatkeeper.Dev.Setup;

/// <summary>A step that a person can do something about: what went wrong, and what to do.</summary>
public sealed class StepFailedException(string message, string remedy) : Exception(message)
{
    public string Remedy { get; } = remedy;

    /// <summary>What a person is told of trouble that no step has a sentence of its own for; null where it is a bug of ours.</summary>
    public static StepFailedException? Of(Exception trouble) => trouble switch
    {
        StepFailedException told => told,
        ApiProblemException refused => new(refused.Detail is { } detail ? $"The app refused: {detail}" : refused.Message, "Mend what it names, and run again; or start anew with --fresh."),
        TimeoutException or OperationCanceledException { InnerException: TimeoutException } => new(trouble.Message, "Run again. Where it takes as long once more, read the app's log in .seatkeeper, or start anew with --fresh."),
        _ => null,
    };

    public override string ToString() => $"{Message} {Remedy}\n{base.ToString()}";
}
