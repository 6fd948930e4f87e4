using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Replacing;

/// <summary>Which accounts a hub has taken. It may have two while it tries a new one; whatever ends that, it keeps the one that it names.</summary>
public sealed class AccountClaims(AccountsTable accounts, HubsTable hubs)
{
    /// <summary>Takes the account that a hub names, for whoever looked at the hub some time before.</summary>
    /// <returns>False where another hub has it, it is gone, or the hub is being removed or names another by now.</returns>
    public async Task<bool> TakeNamedAsync(string hubId, string accountId, CancellationToken cancel)
    {
        if (!await accounts.ClaimAsync(accountId, hubId, cancel))
            return false;
        // Looked at afterwards: a removal says in the hub's row that there is no way back before it looks what the hub has to give away.
        var hub = await hubs.GetAsync(hubId, cancel);
        if (hub is { State: < HubState.Removing } && hub.AutomationAccountId == accountId)
            return true;
        // A removal that can still be stopped leaves the hub what it had.
        if (hub is not { State: HubState.Removing, Removal.FinalAt: null } || hub.AutomationAccountId != accountId)
            await accounts.ReleaseAsync(accountId, hubId, cancel);
        return false;
    }

    /// <summary>Frees every automation account that the hub has taken and does not name. Only for whoever holds the hub's pointer: another would free the account that is being tried.</summary>
    public async Task SettleAsync(string hubId, CancellationToken cancel)
    {
        if (await hubs.GetAsync(hubId, cancel) is not { } hub)
            return;
        foreach (var left in (await accounts.ListUsedByAsync(hubId, cancel)).Where(account => account.Purpose == AccountPurpose.Automation && account.Id != hub.AutomationAccountId))
            await accounts.ReleaseAsync(left.Id, hubId, cancel);
    }
}
