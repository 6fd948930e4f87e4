namespace Seatkeeper.Benchmarks.Matrix;

/// <summary>One cell of the matrix.</summary>
/// <param name="Case">Which case: a variant with a list mode, or a fault.</param>
/// <param name="Operation">What the app was asked for.</param>
/// <param name="Expected">The outcome that is right.</param>
/// <param name="Seen">What the app said.</param>
/// <param name="Objections">What the journal, the referee or the comparison has against it; empty where all is right.</param>
internal sealed record MatrixLine(string Case, string Operation, string Expected, string Seen, IReadOnlyList<string> Objections)
{
    /// <summary>The fault's number in the specification; 0 for an operation.</summary>
    public int Number { get; init; }

    /// <summary>What the fault is, in a few words.</summary>
    public string Title { get; init; } = "";

    /// <summary>Why it was not run; null where it was.</summary>
    public string? NotRun { get; init; }

    public bool Passed => NotRun is null && Objections.Count == 0;

    public bool Failed => Objections.Count > 0;
}
