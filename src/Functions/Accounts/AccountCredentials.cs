using System.Text.Json;
using Microsoft.Extensions.Logging;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Accounts;

/// <summary>
/// Keeps accounts' credentials in the secret store, one secret a version. A new version is stored before the row points
/// to it and the old one deleted after, so that a crash at any point leaves a row whose secret is there.
/// </summary>
public sealed partial class AccountCredentials(ISecretStore secrets, AccountsTable accounts, ILogger<AccountCredentials> log)
{
    /// <summary>A name for a version that is not there yet.</summary>
    public static string NewVersion() => Guid.NewGuid().ToString("N");

    /// <summary>Stores new credentials.</summary>
    /// <returns>Their version.</returns>
    public async Task<string> StoreAsync(string accountId, string password, string? totpSecret, CancellationToken cancel)
    {
        var version = NewVersion();
        await PutAsync(accountId, version, new AccountSecrets(password, totpSecret), cancel);
        return version;
    }

    /// <summary>Stores credentials under a version that a row names already.</summary>
    public Task PutAsync(string accountId, string version, AccountSecrets credentials, CancellationToken cancel) =>
        secrets.SetAsync(NameOf(accountId, version), JsonSerializer.Serialize(credentials), cancel);

    /// <summary>The credentials in force.</summary>
    /// <exception cref="AppFailureException"><c>SecretUnavailable</c>: account or secret is gone, or the store does not answer.</exception>
    public async Task<AppCredentials> GetAsync(string accountId, CancellationToken cancel)
    {
        // Twice, because a change may take the old secret away between the row and the secret.
        return await TryGetAsync(accountId, cancel) ?? await TryGetAsync(accountId, cancel)
            ?? throw new AppFailureException(new Failure(FailureKind.SecretUnavailable, Detail: "The account's credentials are not in the secret store."));
    }

    /// <summary>The credentials of one version as the store has them now, or null where there are none.</summary>
    public async Task<AccountSecrets?> FindAsync(string accountId, string version, CancellationToken cancel) =>
        Parse(await secrets.GetAsync(NameOf(accountId, version), cancel));

    /// <summary>Deletes a version that no row points to.</summary>
    public Task DeleteAsync(string accountId, string version, CancellationToken cancel) => secrets.DeleteAsync(NameOf(accountId, version), cancel);

    /// <summary>Deletes the secret that the account names as needed by nothing, and only then takes the name off it: so none is left that no row names.</summary>
    public async Task CleanAsync(string accountId, CancellationToken cancel)
    {
        if (await accounts.FindAsync(accountId, cancel) is not { RetiredVersion: { } version }) return;
        await DeleteAsync(accountId, version, cancel);
        await accounts.ChangeAsync(accountId, now => now.RetiredVersion == version ? now with { RetiredVersion = null } : null, cancel);
    }

    /// <summary>Deletes what a change of credentials replaced. The new ones are in force by now, so trouble here is none of the change's.</summary>
    /// <param name="before">The account as it was.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task ForgetReplacedAsync(Account before, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(before);
        try
        {
            if (before.Pending is not null) await DeleteAsync(before.Id, before.CredentialsVersion, cancel);
            await CleanAsync(before.Id, cancel);
        }
        catch (AppFailureException e)
        {
            // The account names what is left, and the next change deletes it.
            ReplacedStayed(log, before.Id, e.Failure.Kind);
        }
    }

    private async Task<AppCredentials?> TryGetAsync(string accountId, CancellationToken cancel)
    {
        if (await accounts.FindAsync(accountId, cancel) is not { } account) return null;
        // The row says which version is in force, and a version never changes: so memory will do.
        return Parse(await secrets.RecallAsync(NameOf(accountId, account.CredentialsVersion), cancel)) is { } stored
            ? new(account.Username, stored.Password, stored.TotpSecret, account.CredentialsVersion)
            : null;
    }

    private static AccountSecrets? Parse(string? json) =>
        json is null ? null : JsonSerializer.Deserialize<AccountSecrets>(json) ?? throw new InvalidOperationException("Stored credentials are null.");

    private static string NameOf(string accountId, string version) => $"account-{accountId}-{version}";

    [LoggerMessage(LogLevel.Warning, "A secret that account {AccountId} needs no more could not be deleted: {Kind}")]
    private static partial void ReplacedStayed(ILogger log, string accountId, FailureKind kind);
}

/// <summary>What an account signs in with, besides its address.</summary>
/// <param name="Password">The password.</param>
/// <param name="TotpSecret">The base32 secret, where one is saved.</param>
public sealed record AccountSecrets(string Password, string? TotpSecret)
{
    /// <inheritdoc />
    public override string ToString() => nameof(AccountSecrets);
}
