using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Protecting;

/// <summary>
/// Brings new credentials of an account from the secret store into force: the row names them, the secret is stored and read back, the
/// intent is written, and only what a sign-in showed is promoted.
/// </summary>
public sealed class PendingSecrets(AccountsTable accounts, AccountCredentials credentials, TimeProvider clock)
{
    /// <summary>Makes room: deletes what an earlier change left over, and drops what surely was not sent.</summary>
    /// <returns>The account as it is then.</returns>
    public async Task<Account> TidyAsync(string accountId, CancellationToken cancel)
    {
        await credentials.CleanAsync(accountId, cancel);
        var account = await FindAsync(accountId, cancel);
        if (account.Pending is not { SentAt: null } unsent)
            return account;
        await DropAsync(accountId, unsent.Version, cancel);
        return await FindAsync(accountId, cancel);
    }

    /// <summary>Stores new credentials, and makes sure that they are there.</summary>
    /// <returns>Their version.</returns>
    public async Task<string> StoreAsync(Account account, ProtectionStep step, AccountSecrets secrets, WorkspaceLease lease, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(secrets);
        ArgumentNullException.ThrowIfNull(lease);
        var version = AccountCredentials.NewVersion();
        await lease.CheckAsync(cancel);
        await ChangeAsync(account.Id, now => CredentialChanges.Reserve(now, new PendingCredentials(version, step, secrets.TotpSecret is not null)), cancel);
        await credentials.PutAsync(account.Id, version, secrets, cancel);
        if (await credentials.FindAsync(account.Id, version, cancel) != secrets)
            throw new AppFailureException(new Failure(FailureKind.SecretUnavailable, Detail: "The secret store did not keep the new credentials; nothing was sent."));
        return version;
    }

    /// <summary>Writes the intent: from here on nobody knows which credentials are in force, until somebody signs in.</summary>
    public async Task SendAsync(string accountId, string version, WorkspaceLease lease, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lease);
        await lease.CheckAsync(cancel);
        await ChangeAsync(accountId, now => CredentialChanges.Send(now, version, clock.GetUtcNow()), cancel);
    }

    /// <summary>The app refused them.</summary>
    public Task RefusedAsync(string accountId, string version, CancellationToken cancel) =>
        ChangeAsync(accountId, now => CredentialChanges.Note(now, version, pending => pending with { WasRefused = true }), cancel);

    /// <summary>They were not sent after all.</summary>
    public Task NotSentAsync(string accountId, string version, CancellationToken cancel) =>
        ChangeAsync(accountId, now => CredentialChanges.Note(now, version, pending => pending with { SentAt = null }), cancel);

    /// <summary>They were seen not to be in force, or, with null, nobody knows any more.</summary>
    public Task RejectedAsync(string accountId, string version, FailureKind? kind, CancellationToken cancel) =>
        ChangeAsync(accountId, now => CredentialChanges.Note(now, version, pending => pending with { RejectedKind = kind, WasTried = kind is not null }), cancel);

    /// <summary>They were seen to sign in.</summary>
    public async Task PromoteAsync(string accountId, string version, CancellationToken cancel)
    {
        await ChangeAsync(accountId, now => CredentialChanges.Promote(now, version, clock.GetUtcNow()), cancel);
        await credentials.CleanAsync(accountId, cancel);
    }

    /// <summary>They do not come into force.</summary>
    public async Task DropAsync(string accountId, string version, CancellationToken cancel)
    {
        await ChangeAsync(accountId, now => CredentialChanges.Drop(now, version), cancel);
        await credentials.CleanAsync(accountId, cancel);
    }

    /// <summary>The account as it is now.</summary>
    public async Task<Account> FindAsync(string accountId, CancellationToken cancel) =>
        await accounts.FindAsync(accountId, cancel) ?? throw new AppFailureException(new Failure(FailureKind.Cancelled, Detail: "The account is gone."));

    private async Task ChangeAsync(string accountId, Func<Account, Account?> change, CancellationToken cancel)
    {
        if (await accounts.ChangeAsync(accountId, change, cancel) is null)
            throw new AppFailureException(new Failure(FailureKind.ConcurrentChange, Detail: "The account was changed meanwhile."));
    }
}
