using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Accounts;

/// <summary>
/// Who may see and change an account: its owner; Owners of the hub that uses it, and who may take over any hub, see it.
/// </summary>
public sealed class AccountAccess(AccountsTable accounts, HubPeopleTable people)
{
    /// <summary>An account that the caller may see.</summary>
    public async Task<Account> SeeAsync(Caller caller, string id, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await accounts.FindAsync(id, cancel) is { } account && await MaySeeAsync(caller, account, cancel) ? account : throw NotFound();
    }

    /// <summary>An account that the caller owns.</summary>
    public async Task<Account> OwnAsync(Caller caller, string id, CancellationToken cancel)
    {
        var account = await SeeAsync(caller, id, cancel);
        return account.OwnerId == caller.Id ? account : throw new RefusedException(RefusalKind.NotAllowed, "Only its owner may change an account.");
    }

    /// <summary>Every account that the caller may see.</summary>
    public async Task<IReadOnlyList<Account>> ListAsync(Caller caller, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var hubs = await ManagedHubsAsync(caller, cancel);
        return [.. (await accounts.ListAsync(cancel)).Where(account => MaySee(caller, account, hubs))];
    }

    private async Task<bool> MaySeeAsync(Caller caller, Account account, CancellationToken cancel) =>
        account.OwnerId == caller.Id || MaySee(caller, account, await ManagedHubsAsync(caller, cancel));

    private static bool MaySee(Caller caller, Account account, HashSet<string> managedHubs) =>
        account.OwnerId == caller.Id
        || (account.Purpose == AccountPurpose.Automation && (AccessRules.MayTakeOver(caller.Role) || (account.InUseBy is { } hub && managedHubs.Contains(hub))));

    private async Task<HashSet<string>> ManagedHubsAsync(Caller caller, CancellationToken cancel) =>
        (await people.ListHubsOfAsync(caller.Id, cancel)).Where(hub => AccessRules.Of(caller.Role, hub.Value) == HubAccess.Manage).Select(hub => hub.Key).ToHashSet(StringComparer.Ordinal);

    private static RefusedException NotFound() => new(RefusalKind.NotFound, "There is no such account.");
}
