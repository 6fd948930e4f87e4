using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Joining;

/// <summary>Saves a person's own account of a hub; one of each.</summary>
public sealed class OwnAccountWriter(AccountsTable accounts, AccountCredentials credentials, HubsTable hubs, ActivityTable activity, TimeProvider clock)
{
    /// <summary>The secret is stored first: a crash in between leaves a secret too many, never an account without one.</summary>
    /// <exception cref="RefusedException">The caller has one already, or the hub is being removed.</exception>
    public async Task<Account> AddAsync(HubCall call, ConnectAccountRequest body, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(body);
        var (hub, caller) = (call.Hub, call.Caller);
        var id = OwnMembers.AccountIdOf(hub.Id, caller.Id);
        if (await accounts.FindAsync(id, cancel) is not null)
            throw Connected(id);
        var totp = string.IsNullOrEmpty(body.TotpSecret) ? null : Credentials.NormaliseTotp(body.TotpSecret);
        var version = await credentials.StoreAsync(id, body.Password ?? "", totp, cancel);
        var now = clock.GetUtcNow();
        var account = new Account(
            id, hub.App, hub.Label, (body.Username ?? "").Trim(), AccountPurpose.Personal, caller.Id, version, totp is not null, InUseBy: null, now, now, new SignInRecord())
        {
            HubId = hub.Id,
        };
        if (!await accounts.TryAddAsync(account, cancel))
        {
            await credentials.DeleteAsync(id, version, cancel);
            throw Connected(id);
        }

        // A removal may have begun meanwhile, and have looked for the hub's accounts already.
        if (await hubs.GetAsync(hub.Id, cancel) is not { State: not (HubState.Removing or HubState.Removed) })
        {
            await TakeBackAsync(account, cancel);
            throw new RefusedException(RefusalKind.StageNotAllowed, "The hub is being removed.");
        }

        await activity.AppendAsync(hub.Id, ActivityEntry.Of(caller, now, "accountConnected") with { Target = account.Username, UserId = caller.Id }, cancel);
        return account;
    }

    // The secret before the row, as everywhere: no secret is left that no row names.
    private async Task TakeBackAsync(Account account, CancellationToken cancel)
    {
        await accounts.ChangeAsync(account.Id, now => now.InUseBy is null ? now with { InUseBy = AccountsTable.Deleting } : null, cancel);
        if (await accounts.FindAsync(account.Id, cancel) is not { IsDeleting: true } taken)
            return;
        await credentials.DeleteAsync(account.Id, account.CredentialsVersion, cancel);
        await accounts.DeleteAsync(taken, cancel);
    }

    private static RefusedException Connected(string id) => new(new Refusal(
        RefusalKind.StageNotAllowed, "You have an account connected to this hub already. Change its credentials, or delete it first.", Link: $"/api/v1/accounts/{id}"));
}
