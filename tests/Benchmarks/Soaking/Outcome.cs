using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Soaking;

/// <summary>What the app said of one thing it was asked for.</summary>
/// <param name="Code"><see cref="Succeeded"/>, the kind of the failure or of the refusal, or the task's status where it waits for a person.</param>
/// <param name="Detail">The same for people.</param>
internal sealed record Outcome(string Code, string Detail = "")
{
    public const string Succeeded = "Succeeded";

    /// <summary>Whom it is about; null where it is of the whole task.</summary>
    public string? Target { get; init; }

    /// <summary>The API refused it before any work.</summary>
    public bool Refused { get; init; }

    /// <summary>What was wished of the person is so, whatever else the task came to.</summary>
    public bool IsWishTrue { get; init; }

    public bool IsGood => Code == Succeeded;

    public override string ToString() => Detail.Length == 0 ? Code : $"{Code} ({Detail})";

    /// <summary>Stops a measurement where it is not good.</summary>
    public void RequireGood(string otherwise)
    {
        if (!IsGood)
            throw new StepFailedException($"{otherwise}: {this}", "A figure of a run that failed says nothing: mend it, then measure again.");
    }
}
