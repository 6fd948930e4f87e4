using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.People;

/// <summary>The hubs that somebody owns. Those that were removed count no more; their former Owners read their tasks and activity, and nothing else.</summary>
public sealed class OwnedHubs(HubPeopleTable people, HubsTable hubs, HubPeopleChanges changes)
{
    /// <summary>Whether somebody manages any hub.</summary>
    public async Task<bool> HasAnyAsync(Caller caller, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return AccessRules.HighestHubRole(caller.Role) == HubRole.Owner && await ListAsync(caller.Id, cancel).AnyAsync(cancel);
    }

    /// <summary>Lets somebody leave the workspace, as far as their hubs are concerned.</summary>
    /// <exception cref="Domain.Failures.RefusedException">A hub would be left without an Owner.</exception>
    public async Task LeaveAsync(string userId, CancellationToken cancel)
    {
        await foreach (var hubId in ListAsync(userId, cancel))
            await changes.LeaveAsync(hubId, userId, cancel);
    }

    /// <summary>A hub of one person that nobody but some people keeps owned; null where there is none.</summary>
    /// <param name="userId">The person.</param>
    /// <param name="people">Whoever is to keep no hub owned any more, that person among them.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<string?> FindOwnedAloneAsync(string userId, IReadOnlySet<string> people, CancellationToken cancel)
    {
        await foreach (var hubId in ListAsync(userId, cancel))
        {
            if (await changes.IsOwnedByAloneAsync(hubId, people, cancel))
                return hubId;
        }

        return null;
    }

    private async IAsyncEnumerable<string> ListAsync(string userId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var (hubId, _) in (await people.ListHubsOfAsync(userId, cancel)).Where(hub => hub.Value == HubRole.Owner))
        {
            if (await hubs.GetAsync(hubId, cancel) is not { State: HubState.Removed })
                yield return hubId;
        }
    }
}
