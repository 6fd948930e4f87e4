using Azure;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.People;

/// <summary>Reads how people stand to a hub.</summary>
public sealed class HubStandings(HubPeopleTable people, HubOwnersTable owners, WorkspaceUsersTable users, MembersTable members, GrantsTable grants)
{
    private static readonly TimeSpan leaving = TimeSpan.FromMinutes(5);

    /// <summary>One person.</summary>
    public async Task<HubStanding> FindAsync(string hubId, string userId, CancellationToken cancel) =>
        await FindAsync(hubId, userId, await owners.ReadAsync(hubId, cancel), cancel);

    /// <summary>One person, beside the Owners as they were read before.</summary>
    public async Task<HubStanding> FindAsync(string hubId, string userId, HubPeopleTurn turn, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(turn);
        var person = users.FindAsync(userId, cancel);
        var role = people.FindRoleAsync(hubId, userId, cancel);
        var seats = members.LoadMatchedAsync(hubId, userId, cancel);
        var held = grants.LoadOfAsync(hubId, [userId], cancel);
        await Task.WhenAll(person, role, seats, held);
        return new HubStanding(
            userId, await person, await role, turn.Owners.FirstOrDefault(owner => owner.UserId == userId), [.. (await seats).Where(seat => seat.Member.Decision.IsMatched)], await held);
    }

    /// <summary>Everybody who has a role in a hub, without their names: those are read for one page.</summary>
    public async Task<IReadOnlyList<HubStanding>> ListAsync(string hubId, CancellationToken cancel)
    {
        var (roles, turn, stored) = (people.ListAsync(hubId, cancel), owners.ReadAsync(hubId, cancel), members.LoadAsync(hubId, cancel));
        await Task.WhenAll(roles, turn, stored);
        var seats = (await stored).Where(seat => seat.Member is { IsPresent: true, Decision.IsMatched: true }).ToLookup(seat => seat.Member.Decision.UserId ?? "", StringComparer.Ordinal);
        var listed = (await turn).Owners.ToDictionary(owner => owner.UserId, StringComparer.Ordinal);
        var none = new HubGrants(hubId, []);
        return [.. (await roles).Select(person => new HubStanding(person.Key, null, person.Value, listed.GetValueOrDefault(person.Key), [.. seats[person.Key]], none))];
    }

    /// <summary>The same with the person's name.</summary>
    public async Task<HubStanding> NameAsync(HubStanding standing, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return standing with { Person = await users.FindAsync(standing.UserId, cancel) };
    }

    /// <summary>Whether somebody besides one person keeps a hub owned.</summary>
    public Task<bool> HasOtherOwnerAsync(HubPeopleTurn turn, string userId, DateTimeOffset now, CancellationToken cancel) =>
        HasOtherOwnerAsync(turn, new HashSet<string>(StringComparer.Ordinal) { userId }, now, cancel);

    /// <summary>Whether somebody besides some people keeps a hub owned.</summary>
    public async Task<bool> HasOtherOwnerAsync(HubPeopleTurn turn, IReadOnlySet<string> besides, DateTimeOffset now, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(turn);
        ArgumentNullException.ThrowIfNull(besides);
        // Who has begun to leave may be gone the next moment. Who is still there some time later stays, or came back.
        foreach (var owner in turn.Owners.Where(owner => !besides.Contains(owner.UserId) && !(owner.LeavingAt + leaving > now)))
        {
            if (await users.FindAsync(owner.UserId, cancel) is { } person && !person.IsLeaving(now) && AccessRules.KeepsHubOwned(person.Role, person.Active))
                return true;
        }

        return false;
    }

    /// <summary>As the API shows it.</summary>
    public static HubPersonResponse View(HubStanding standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return new HubPersonResponse(
            standing.UserId, standing.Person?.Name, standing.Person?.Email, standing.Role ?? HubRole.Collaborator, standing.Seats.Count > 0,
            standing.Seats.Count == 0 ? null : standing.Seats[0].Member.Id, standing.Role == HubRole.Owner ? standing.Listed?.Since : null,
            standing.Person is { Active: true } person && (standing.Role != HubRole.Owner || AccessRules.KeepsHubOwned(person.Role, person.Active)));
    }

    /// <summary>Names this state of somebody's place in a hub.</summary>
    public static ETag TagOf(HubStanding standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return new ETag($"{standing.Role}\n{standing.Listed?.Since:O}\n{string.Join('\n', standing.Seats.Select(seat => seat.Member.Id))}");
    }
}
