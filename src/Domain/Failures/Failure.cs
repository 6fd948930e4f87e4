namespace Seatkeeper.Domain.Failures;

/// <summary>One failure of automated work, as it is recorded and shown.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Phase">The step during which it did.</param>
/// <param name="Effect">What was changed in the app by then.</param>
/// <param name="Detail">A short fact for the person in charge, at most 500 characters; never a secret, never page text as instruction.</param>
/// <param name="RetryAfter">The earliest time after which trying again makes sense, where the site said so.</param>
/// <param name="EvidenceIds">What was saved about it.</param>
/// <param name="Choices">Where a person has to choose, for example a workspace: what there is to choose from, by name.</param>
public sealed record Failure(
    FailureKind Kind,
    FailurePhase Phase = FailurePhase.None,
    FailureEffect Effect = FailureEffect.None,
    string? Detail = null,
    TimeSpan? RetryAfter = null,
    IReadOnlyList<string>? EvidenceIds = null,
    IReadOnlyList<string>? Choices = null);

/// <summary>Carries a <see cref="Failure"/> up to the activity or function that records it.</summary>
/// <param name="failure">What went wrong.</param>
/// <param name="inner">The cause, for the log only.</param>
public sealed class AppFailureException(Failure failure, Exception? inner = null)
    : Exception($"{failure.Kind} ({failure.Phase}){(failure.Detail is null ? "" : ": " + failure.Detail)}", inner)
{
    /// <summary>What went wrong.</summary>
    public Failure Failure { get; } = failure;
}
