using System.Text.Json;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Accounts;

/// <summary>
/// Keeps accounts' credentials in the secret store, one secret a version. A new version is stored before the row points
/// to it and the old one deleted after, so that a crash at any point leaves a row whose secret is there.
/// </summary>
public sealed class AccountCredentials(ISecretStore secrets, AccountsTable accounts)
{
    /// <summary>Stores new credentials.</summary>
    /// <returns>Their version.</returns>
    public async Task<string> StoreAsync(string accountId, string password, string? totpSecret, CancellationToken cancel)
    {
        var version = Guid.NewGuid().ToString("N");
        await secrets.SetAsync(NameOf(accountId, version), JsonSerializer.Serialize(new StoredCredentials(password, totpSecret)), cancel);
        return version;
    }

    /// <summary>The credentials in force.</summary>
    /// <exception cref="AppFailureException"><c>SecretUnavailable</c>: account or secret is gone, or the store does not answer.</exception>
    public async Task<AppCredentials> GetAsync(string accountId, CancellationToken cancel)
    {
        // Twice, because a change may take the old secret away between the row and the secret.
        return await TryGetAsync(accountId, cancel) ?? await TryGetAsync(accountId, cancel)
            ?? throw new AppFailureException(new Failure(FailureKind.SecretUnavailable, Detail: "The account's credentials are not in the secret store."));
    }

    /// <summary>Deletes a version that no row points to.</summary>
    public Task DeleteAsync(string accountId, string version, CancellationToken cancel) => secrets.DeleteAsync(NameOf(accountId, version), cancel);

    private async Task<AppCredentials?> TryGetAsync(string accountId, CancellationToken cancel)
    {
        if (await accounts.FindAsync(accountId, cancel) is not { } account) return null;
        if (await secrets.GetAsync(NameOf(accountId, account.CredentialsVersion), cancel) is not { } json) return null;
        var stored = JsonSerializer.Deserialize<StoredCredentials>(json) ?? throw new InvalidOperationException("Stored credentials are null.");
        return new(account.Username, stored.Password, stored.TotpSecret, account.CredentialsVersion);
    }

    private static string NameOf(string accountId, string version) => $"account-{accountId}-{version}";

    private sealed record StoredCredentials(string Password, string? TotpSecret);
}
