using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Connectors.PageMaps;

/// <summary>
/// Which changes may be sent. A simulator on loopback permits everything; the real site what a person verified for that site, map,
/// language and workspace. What the map says of itself permits nothing.
/// </summary>
internal sealed class EffectPermit
{
    private readonly IReadOnlyList<MapVerification>? verified;

    private EffectPermit(IReadOnlyList<MapVerification>? verified) => this.verified = verified;

    /// <summary>For a site where nothing can go wrong.</summary>
    public static EffectPermit Everything { get; } = new(null);

    /// <summary>Until somebody says otherwise.</summary>
    public static EffectPermit Nothing { get; } = new([]);

    /// <summary>What was verified of exactly this site, map and workspace.</summary>
    public static EffectPermit Of(MapIdentity map, string workspaceId, IReadOnlyList<MapVerification> verified) =>
        new([.. verified.Where(one => one.IsAbout(map.Host, map.Digest, workspaceId))]);

    /// <summary>Whether the change is permitted in any language; that of the page is known only there.</summary>
    public bool AllowsSomewhere(ChangeAction effect) => verified is null || verified.Any(one => one.Effects.Contains(effect));

    /// <summary>Only what was verified may be done, and only as it was looked at.</summary>
    public bool IsRestricted => verified is not null;

    /// <summary>What is permitted is permitted in one workspace, which is known by its id.</summary>
    public bool IsOfOneWorkspace => verified is { Count: > 0 };

    /// <summary>Stops a change that reaches the person's controls by another way than the probe did that verified it.</summary>
    public void CheckWay(ChangeAction effect, string language, string way)
    {
        if (verified?.Any(one => one.Allows(effect, language, way)) == false)
        {
            throw new AppFailureException(new Failure(
                FailureKind.PageContractBroken, FailurePhase.Prepare, Detail: $"the person's controls are reached by a {way}, by which {effect} is not verified; nothing was sent"));
        }
    }

    /// <summary>Stops the search of a list where the probe that verified its changes saw no box to search it with: a list may have grown since.</summary>
    public void CheckSearch(IReadOnlyList<ChangeAction> effects, string language)
    {
        if (verified?.Any(one => effects.Any(effect => one.AllowsSearch(effect, language))) == false)
        {
            throw new AppFailureException(new Failure(
                FailureKind.PageContractBroken, FailurePhase.Prepare, Detail: "the list does not show everybody, and the probe that verified its changes saw no box to search it with; nothing was sent"));
        }
    }

    /// <summary>Stops a change that was not verified for the language that the page is in.</summary>
    public void Check(ChangeAction effect, string language)
    {
        if (verified?.Any(one => one.Allows(effect, language)) == false)
        {
            throw new AppFailureException(new Failure(
                FailureKind.PageContractBroken, FailurePhase.Prepare, Detail: $"the page map is not verified for {effect} in the language '{language}' of this workspace; nothing was sent"));
        }
    }
}
