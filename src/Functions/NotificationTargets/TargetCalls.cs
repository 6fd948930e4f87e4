using Microsoft.AspNetCore.Http;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Notifying;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.NotificationTargets;

/// <summary>Opens targets as far as the caller may: those of a hub are its Owners', those of all hubs the workspace Owner's.</summary>
public sealed class TargetCalls(NotificationTargetsTable targets, OutboxDeliveries deliveries, HubPeopleTable people, HubsTable hubs)
{
    /// <summary>The target that a call is about.</summary>
    /// <param name="request">The call.</param>
    /// <param name="id">The target.</param>
    /// <param name="needed">What the call needs of the target's hub.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<NotificationTarget> OpenAsync(HttpRequest request, string id, HubAccess needed, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        if (!Hubs.HubCalls.IsId(id) || await targets.FindAsync(id, cancel) is not { } target)
            throw NotThere();
        var role = target.HubId is { } hubId ? await people.FindRoleAsync(hubId, caller.Id, cancel) : null;
        var access = AccessTo(target, caller, role);
        if (access < HubAccess.Read)
            throw NotThere();
        // A hub that is gone has no Owner any more who could do it.
        if (access < needed && (target.HubId is null || await hubs.GetAsync(target.HubId, cancel) is { State: <= HubState.Removing }))
            throw new RefusedException(RefusalKind.NotAllowed, "To change what is a hub's, take the hub over first, with a reason.");
        return target;
    }

    /// <summary>The targets that a caller may see.</summary>
    public async Task<IReadOnlyList<NotificationTarget>> ListAsync(Caller caller, string? hubId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var mine = await people.ListHubsOfAsync(caller.Id, cancel);
        return [.. (await targets.ListAsync(cancel)).Where(target => (hubId is null || target.HubId == hubId) && AccessTo(target, caller, RoleIn(target, mine)) >= HubAccess.Read)];
    }

    /// <summary>A target as the API shows it.</summary>
    public async Task<NotificationTargetResponse> ShowAsync(NotificationTarget target, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(target);
        return Show(target, await deliveries.CountDeadAsync(target.Id, cancel));
    }

    /// <summary>A target whose dead letters were counted.</summary>
    public static NotificationTargetResponse Show(NotificationTarget target, int deadLetters)
    {
        ArgumentNullException.ThrowIfNull(target);
        return new(
            target.Id, target.Url, target.HubId, target.Label, [.. target.Events.Select(NotificationEvents.NameOf)], target.CreatedById, target.CreatedAt,
            target.DisabledAt, target.LastDeliveryAt, target.LastFailureAt, target.LastFailure, deadLetters);
    }

    private static HubRole? RoleIn(NotificationTarget target, IReadOnlyDictionary<string, HubRole> mine) =>
        target.HubId is { } hubId && mine.TryGetValue(hubId, out var role) ? role : null;

    private static HubAccess AccessTo(NotificationTarget target, Caller caller, HubRole? role)
    {
        if (target.HubId is not null)
            return AccessRules.Of(caller.Role, role);
        return AccessRules.MayTellOfAllHubs(caller.Role) ? HubAccess.Manage : HubAccess.None;
    }

    private static RefusedException NotThere() => new(RefusalKind.NotFound, "There is no such notification target.");
}
