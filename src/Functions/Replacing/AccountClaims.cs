using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Replacing;

/// <summary>Which accounts a hub has taken. It may have two while it tries a new one; whatever ends that, it keeps the one that it names.</summary>
public sealed class AccountClaims(AccountsTable accounts, HubsTable hubs)
{
    /// <summary>Frees every automation account that the hub has taken and does not name. Only for whoever holds the hub's pointer: another would free the account that is being tried.</summary>
    public async Task SettleAsync(string hubId, CancellationToken cancel)
    {
        if (await hubs.GetAsync(hubId, cancel) is not { } hub)
            return;
        foreach (var left in (await accounts.ListUsedByAsync(hubId, cancel)).Where(account => account.Purpose == AccountPurpose.Automation && account.Id != hub.AutomationAccountId))
            await accounts.ReleaseAsync(left.Id, hubId, cancel);
    }
}
