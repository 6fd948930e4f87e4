using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Joining;

/// <summary>Saves a person's own account of a hub; one of each.</summary>
public sealed class OwnAccountWriter(AccountsTable accounts, AccountCredentials credentials, ActivityTable activity, TimeProvider clock)
{
    /// <summary>The secret is stored first: a crash in between leaves a secret too many, never an account without one.</summary>
    /// <exception cref="RefusedException">The caller has one already.</exception>
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

        await activity.AppendAsync(hub.Id, ActivityEntry.Of(caller, now, "accountConnected") with { Target = account.Username, UserId = caller.Id }, cancel);
        return account;
    }

    private static RefusedException Connected(string id) => new(new Refusal(
        RefusalKind.StageNotAllowed, "You have an account connected to this hub already. Change its credentials, or delete it first.", Link: $"/api/v1/accounts/{id}"));
}
