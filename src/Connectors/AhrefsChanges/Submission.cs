using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>What the site made of a submit, as far as its page tells. Only the lists tell what came of it.</summary>
internal enum SubmissionOutcome
{
    /// <summary>Nothing was sent: the page no longer shows the person as the lists did.</summary>
    Moved,
    /// <summary>The site said yes.</summary>
    Accepted,
    /// <summary>The site said no, and why.</summary>
    Refused,
    /// <summary>No answer, or none that tells.</summary>
    Unknown,
    /// <summary>The site answered, and did nothing: what is found now is somebody else's doing.</summary>
    Skipped,
}

/// <summary>A submit's outcome, and why.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Refusal">Why the site said no.</param>
/// <param name="Detail">What the page or the answer said.</param>
internal sealed record Submission(SubmissionOutcome Outcome, FailureKind? Refusal = null, string? Detail = null)
{
    /// <summary>It was saved as soon as it was chosen: others may have been changed with it, and both lists have to show that they were not.</summary>
    public bool MayHaveSlipped { get; init; }

    public static Submission Moved { get; } = new(SubmissionOutcome.Moved);

    public static Submission Skipped { get; } = new(SubmissionOutcome.Skipped);

    public static Submission Accepted { get; } = new(SubmissionOutcome.Accepted);
}
