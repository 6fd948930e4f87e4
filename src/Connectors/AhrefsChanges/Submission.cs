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

/// <summary>How the page shows that something took effect. More than that is shown by the lists alone.</summary>
internal enum Sighting
{
    /// <summary>By the person's row, as it stands after the answer.</summary>
    Row,
    /// <summary>By the person's row in a page that is loaded anew: before, it shows what was chosen, whatever became of it.</summary>
    RowAnew,
    /// <summary>By the person's row and by how many people the page counts: whoever else was meant would be missing there.</summary>
    RowAndCounts,
}

/// <summary>Who else may have been changed with what was sent.</summary>
internal enum Slip
{
    Nobody,
    /// <summary>Somebody's role.</summary>
    Roles,
    /// <summary>Anybody at all, in any way.</summary>
    Anybody,
}

/// <summary>A submit's outcome, and why.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Refusal">Why the site said no.</param>
/// <param name="Detail">What the page or the answer said.</param>
internal sealed record Submission(SubmissionOutcome Outcome, FailureKind? Refusal = null, string? Detail = null)
{
    /// <summary>How the page shows whether it took effect.</summary>
    public Sighting Sighting { get; init; }

    public static Submission Moved { get; } = new(SubmissionOutcome.Moved);

    public static Submission Skipped { get; } = new(SubmissionOutcome.Skipped);

    public static Submission Accepted { get; } = new(SubmissionOutcome.Accepted);
}
