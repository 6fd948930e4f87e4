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

    /// <summary>Stops a change that goes by controls at which no probe looks, where only what was verified may be sent.</summary>
    public void CheckUnprobed(string way)
    {
        if (verified is not null)
        {
            throw new AppFailureException(new Failure(
                FailureKind.PageContractBroken, FailurePhase.Prepare, Detail: $"the person's controls are reached by a {way} and not by a menu, which no probe verifies; nothing was sent"));
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
