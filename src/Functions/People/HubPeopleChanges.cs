using Microsoft.AspNetCore.Http;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.People;

/// <summary>
/// Changes who has which role in a hub, one at a time. What is decided is written together with the list of Owners, by one ETag;
/// what follows from it is finished by whoever comes next, where it was cut short.
/// </summary>
public sealed class HubPeopleChanges(HubOwnersTable owners, HubPeopleFollowing following, HubStandings standings, TimeProvider clock)
{
    /// <summary>Changes one person's role, or leaves it where it is so already.</summary>
    /// <param name="request">The call, whose <c>If-Match</c> is honoured.</param>
    /// <param name="call">The hub and the caller.</param>
    /// <param name="wanted">Who, and what for.</param>
    /// <param name="refuse">Why it cannot be, by how they stand now; or null.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>How they stand afterwards.</returns>
    public async Task<HubStanding> ChangeAsync(HttpRequest request, HubCall call, WantedRole wanted, Func<HubStanding, Refusal?> refuse, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(refuse);
        var hubId = call.Hub.Id;
        while (true)
        {
            var turn = await FinishedAsync(hubId, cancel);
            var standing = await standings.FindAsync(hubId, wanted.UserId, turn, cancel);
            request.RequireMatch(HubStandings.TagOf(standing));
            if (refuse(standing) is { } refused)
                throw new RefusedException(refused);
            if (IsSo(standing, wanted))
                return standing;
            if (standing.Listed is not null && wanted.Role != HubRole.Owner && !await standings.HasOtherOwnerAsync(turn, wanted.UserId, clock.GetUtcNow(), cancel))
                throw new RefusedException(RefusalKind.LastOwner, $"{standing.Name} is the only Owner of the hub who is in the workspace and no guest.");

            // Somebody else changed the hub's people meanwhile, for example took the last other Owner away: it is decided anew.
            if (!await owners.TryBeginAsync(hubId, turn, Change(standing, wanted, call.Caller), cancel))
                continue;
            await FinishedAsync(hubId, cancel);
            return await standings.FindAsync(hubId, wanted.UserId, cancel);
        }
    }

    /// <summary>Makes somebody Owner on whose behalf nobody calls. What it rests on is held against how they stand when it is written.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="wanted">Who, and what for.</param>
    /// <param name="by">On whose behalf.</param>
    /// <param name="isStillSo">Whether they are to be Owner, by how they stand now.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>False where they are not to be it any more.</returns>
    public async Task<bool> OwnAsync(string hubId, WantedRole wanted, Caller by, Func<HubStanding, bool> isStillSo, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(isStillSo);
        while (true)
        {
            var turn = await FinishedAsync(hubId, cancel);
            var standing = await standings.FindAsync(hubId, wanted.UserId, turn, cancel);
            if (!isStillSo(standing))
                return false;
            if (IsSo(standing, wanted))
                return true;
            if (!await owners.TryBeginAsync(hubId, turn, Change(standing, wanted, by), cancel))
                continue;
            await FinishedAsync(hubId, cancel);
            return true;
        }
    }

    /// <summary>Lets somebody leave the workspace who is Owner of a hub; asked again, nothing happens.</summary>
    /// <exception cref="RefusedException">They are the last Owner.</exception>
    public async Task LeaveAsync(string hubId, string userId, CancellationToken cancel)
    {
        while (true)
        {
            var turn = await FinishedAsync(hubId, cancel);
            if (turn.Owners.FirstOrDefault(listed => listed.UserId == userId) is not { } owner)
                return;
            if (!await standings.HasOtherOwnerAsync(turn, userId, clock.GetUtcNow(), cancel))
                throw new RefusedException(RefusalKind.LastOwner, $"The person is the only Owner of the hub {hubId}; make somebody else its Owner first.");
            if (await owners.TryLeaveAsync(hubId, turn, owner, clock.GetUtcNow(), cancel))
                return;
        }
    }

    /// <summary>Whether a hub would have no Owner who keeps it owned, were it not for some people.</summary>
    public async Task<bool> IsOwnedByAloneAsync(string hubId, IReadOnlySet<string> people, CancellationToken cancel) =>
        !await standings.HasOtherOwnerAsync(await FinishedAsync(hubId, cancel), people, clock.GetUtcNow(), cancel);

    /// <summary>Makes an Owner a Collaborator whom teams or groups made Owner and make it no more. The last one stays Owner, and so does who was made it by name since.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="userId">The person.</param>
    /// <param name="by">On whose behalf.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task EndOwnerAsync(string hubId, string userId, Caller by, string reason, CancellationToken cancel)
    {
        var wanted = new WantedRole(userId, HubRole.Collaborator, "hubRoleChanged", reason);
        while (true)
        {
            var turn = await FinishedAsync(hubId, cancel);
            var standing = await standings.FindAsync(hubId, userId, turn, cancel);
            if (standing.Listed is null || standing.Grants.StandingOf(userId).HubRole == HubRole.Owner || !await standings.HasOtherOwnerAsync(turn, userId, clock.GetUtcNow(), cancel))
                return;
            if (!await owners.TryBeginAsync(hubId, turn, Change(standing, wanted, by), cancel))
                continue;
            await FinishedAsync(hubId, cancel);
            return;
        }
    }

    /// <summary>The Owners once nothing is left to be done of what was begun.</summary>
    public async Task<HubPeopleTurn> FinishedAsync(string hubId, CancellationToken cancel)
    {
        while (true)
        {
            var turn = await owners.ReadAsync(hubId, cancel);
            if (turn.Begun is not { } begun)
                return turn;
            await following.FollowAsync(hubId, turn, begun, cancel);
            await owners.TryEndAsync(hubId, turn, cancel);
        }
    }

    private HubPeopleChange Change(HubStanding standing, WantedRole wanted, Caller by) =>
        new(wanted.UserId, standing.Role, wanted.Role, clock.GetUtcNow(), by.Id, by.Name, wanted.Event, standing.Name, wanted.Reason)
        { ByGrants = wanted.ByGrants, GivesSeat = wanted.GivesSeat, TaskId = wanted.TaskId };

    // What a team or group gave ends with it: what is given by name is a grant of their own beside it.
    private static bool IsSo(HubStanding standing, WantedRole wanted)
    {
        if (standing.Role != wanted.Role || standing.Listed is not null != (wanted.Role == HubRole.Owner))
            return false;
        if (wanted.ByGrants)
            return true;
        var own = standing.Grants.Of(standing.UserId).Where(grant => !grant.IsShared).ToList();
        var isOnlyShared = wanted.Role == HubRole.Owner && own.TrueForAll(grant => grant.HubRole != HubRole.Owner) && standing.Grants.StandingOf(standing.UserId).HubRole == HubRole.Owner;
        var lacksSeat = wanted.GivesSeat && own.TrueForAll(grant => !grant.GivesSeat) && standing.Seats.Any(seat => !seat.Member.Facts.IsOperator);
        return !isOnlyShared && !lacksSeat;
    }
}

/// <summary>A role that somebody is to have.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Role">The role; null is none.</param>
/// <param name="Event">What the activity calls it.</param>
/// <param name="Reason">Why, where a reason is asked for.</param>
public sealed record WantedRole(string UserId, HubRole? Role, string Event, string? Reason = null)
{
    /// <summary>Teams or groups ask for it, and nobody by name.</summary>
    public bool ByGrants { get; init; }

    /// <summary>The seat that they have is to be theirs by name.</summary>
    public bool GivesSeat { get; init; }

    /// <summary>The task that it belongs to.</summary>
    public string? TaskId { get; init; }
}
