namespace Seatkeeper.Dev.Setup;

/// <summary>A step that a person can do something about: what went wrong, and what to do.</summary>
public sealed class StepFailedException(string message, string remedy) : Exception(message)
{
    public string Remedy { get; } = remedy;

    public override string ToString() => $"{Message} {Remedy}\n{base.ToString()}";
}
