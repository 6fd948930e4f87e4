using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Benchmarks.Campaign;

/// <summary>What one run of the campaign came to.</summary>
/// <param name="Seed">The seed that draws it again, with all before it.</param>
/// <param name="Hub">Which hub of that seed's app.</param>
/// <param name="Number">Its number in that hub; 0 where there was none.</param>
/// <param name="Asked">What the app was asked for.</param>
/// <param name="Trouble">What went wrong meanwhile.</param>
/// <param name="Outcomes">What the app said.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Objections">What model, journal and referee have against it.</param>
internal sealed record CampaignRun(
    int Seed, int Hub, int Number, string Asked, string Trouble, IReadOnlyList<Outcome> Outcomes, TimeSpan Took, IReadOnlyList<string> Objections)
{
    /// <summary>Host and worker were killed meanwhile.</summary>
    public bool WasKilled { get; init; }

    /// <summary>What a person said whom the guard asked; null where it asked nobody.</summary>
    public string? Decision { get; init; }

    /// <summary>A person had to say a word, or has to go on where the app ended.</summary>
    public bool NeedsPerson => Decision is not null || Outcomes.Any(outcome => outcome.Code.StartsWith("WaitingFor", StringComparison.Ordinal)
        || (Enum.TryParse<FailureKind>(outcome.Code, out var kind) && FailureCatalog.Describe(kind).NeedsPerson));
}
