using Microsoft.AspNetCore.Http;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Hubs;

/// <summary>Opens the hub that a call is about, as far as the caller may.</summary>
public sealed class HubCalls(HubsTable hubs, HubPeopleTable people)
{
    /// <summary>Finds the hub.</summary>
    /// <param name="request">The call.</param>
    /// <param name="hubId">The hub.</param>
    /// <param name="needed">What the call needs; less is refused with 403, and none at all with 404.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<HubCall> OpenAsync(HttpRequest request, string hubId, HubAccess needed, CancellationToken cancel)
    {
        var call = await OpenAlwaysAsync(request, hubId, needed, cancel);
        if (call.Hub.State == HubState.Removed)
            throw NotThere();
        if (needed == HubAccess.Manage)
            RefuseIfRemoving(call.Hub);
        return call;
    }

    /// <summary>Finds the hub, also while it is being removed and after that: for what removes it.</summary>
    /// <param name="request">The call.</param>
    /// <param name="hubId">The hub.</param>
    /// <param name="needed">What the call needs; less is refused with 403, and none at all with 404.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<HubCall> OpenAlwaysAsync(HttpRequest request, string hubId, HubAccess needed, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        if (!IsId(hubId))
            throw NotThere();
        var finding = hubs.GetAsync(hubId, cancel);
        var role = await people.FindRoleAsync(hubId, caller.Id, cancel);
        var access = AccessRules.Of(caller.Role, role);
        if (await finding is not { } hub || access == HubAccess.None)
            throw NotThere();
        if (access >= needed)
            return new HubCall(hub, caller, role, access);
        throw new RefusedException(RefusalKind.NotAllowed, access == HubAccess.Name
            ? "Collaborators of a hub see its name and their own account; the rest is for its Owners."
            : "To change a hub, take it over first, with a reason.");
    }

    /// <summary>Refuses to change a hub that is being removed, or was.</summary>
    public static void RefuseIfRemoving(Hub hub)
    {
        ArgumentNullException.ThrowIfNull(hub);
        if (hub.State == HubState.Removed)
            throw NotThere();
        if (hub.State == HubState.Removing)
            throw new RefusedException(new Refusal(RefusalKind.StageNotAllowed, "The hub is being removed.", Link: $"/api/v1/tasks/{hub.Removal?.TaskId}"));
    }

    /// <summary>Whether a text can be the id of a hub or member at all.</summary>
    public static bool IsId(string? text) => text is { Length: > 0 and <= 64 } && text.All(char.IsAsciiLetterOrDigit);

    private static RefusedException NotThere() => new(RefusalKind.NotFound, "There is no such hub.");
}

/// <summary>A hub that was opened for a call.</summary>
/// <param name="Hub">The hub.</param>
/// <param name="Caller">Who is calling.</param>
/// <param name="MyRole">Their role in the hub.</param>
/// <param name="Access">What they may do.</param>
public sealed record HubCall(Hub Hub, Caller Caller, HubRole? MyRole, HubAccess Access);
