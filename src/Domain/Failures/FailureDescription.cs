using Seatkeeper.Domain.Hubs;

namespace Seatkeeper.Domain.Failures;

/// <summary>What one kind of failure means, for the machinery and for the person in charge.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Retry">Whether trying again helps, and after what.</param>
/// <param name="DefaultEffect">What is assumed about the app where the failure itself does not say.</param>
/// <param name="Sentence">What went wrong, in one sentence.</param>
/// <param name="Remedy">What to do, in one sentence.</param>
/// <param name="AttentionReason">Under which reason a hub needs a person for it; null where it does not by itself.</param>
public sealed record FailureDescription(
    FailureKind Kind,
    FailureRetry Retry,
    FailureEffect DefaultEffect,
    string Sentence,
    string Remedy,
    AttentionReason? AttentionReason = null)
{
    /// <summary>True where nothing goes on before a person did something.</summary>
    public bool NeedsPerson => Retry == FailureRetry.AfterHuman;

    /// <summary>
    /// True where the trouble passes by itself, so that a retry policy may repeat work without effects. Work with effects
    /// looks at the failure's effect first: see <see cref="FailureCatalog.MayRepeat"/>.
    /// </summary>
    public bool IsTransient { get; init; }

    /// <summary>What to do once the work has ended and nothing tries it again by itself, where that is something else than <see cref="Remedy"/>.</summary>
    public string? RemedyOnceEnded { get; init; }
}
