using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Syncing;

/// <summary>Reads what a plan is made from, besides the snapshot.</summary>
public sealed class CheckSources(MembersTable members, WorkspaceUsersTable users, HubPeopleTable people, GuardLedgerTable ledger, AccountsTable accounts)
{
    /// <summary>Reads everything of one hub at once.</summary>
    public async Task<CheckSource> ReadAsync(string hubId, CancellationToken cancel)
    {
        var stored = members.LoadAsync(hubId, cancel);
        var everybody = users.ReadForMatchingAsync(cancel);
        var owners = people.ListOwnersAsync(hubId, cancel);
        var history = ledger.ReadAsync(hubId, cancel);
        var connected = accounts.ListOfHubAsync(hubId, cancel);
        await Task.WhenAll(stored, everybody, owners, history, connected);
        return new CheckSource(
            [.. (await stored).Select(member => member.Member)],
            await everybody,
            (await owners).ToDictionary(person => person.UserId, person => person.Role, StringComparer.Ordinal),
            await history,
            (await connected).Select(account => account.OwnerId).ToHashSet(StringComparer.Ordinal));
    }
}

/// <summary>What a plan is made from, besides the snapshot.</summary>
public sealed record CheckSource(
    IReadOnlyList<Member> Stored, IReadOnlyList<WorkspaceUser> People, IReadOnlyDictionary<string, HubRole> HubRoles, GuardHistory History, IReadOnlySet<string> Connected);
