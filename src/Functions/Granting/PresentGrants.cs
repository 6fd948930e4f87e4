using Seatkeeper.Domain.Granting;

namespace Seatkeeper.Functions.Granting;

/// <summary>
/// A hub's grants as they will be once its run has taken up every change of its teams and groups: what is about to be sent on their behalf is held
/// against this, because a run may have to wait until the sending is over.
/// </summary>
public sealed class PresentGrants(ProvisionSources sources, TimeProvider clock)
{
    /// <summary>The grants, of which nothing is written.</summary>
    public async Task<HubGrants> OfAsync(string hubId, CancellationToken cancel)
    {
        var given = await sources.OfAsync(hubId, cancel);
        return Provisioner.GrantsOf(await sources.ReadAsync(hubId, given, SourceInstead.Nothing, clock.GetUtcNow(), cancel));
    }
}
