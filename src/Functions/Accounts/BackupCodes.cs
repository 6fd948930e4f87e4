using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Accounts;

/// <summary>
/// The backup code that the app gives when two-factor authentication is turned on. It would turn that off again, so it is its owner's
/// alone: the automation stores it and never reads it, and it is handed out once.
/// </summary>
public sealed class BackupCodes(ISecretStore secrets, AccountsTable accounts)
{
    /// <summary>Keeps a code for the account's owner, in the place of an earlier one that holds no more.</summary>
    public async Task KeepAsync(string accountId, string code, CancellationToken cancel)
    {
        // The account says so first: cut short in between, its owner looks for a code in vain and makes another one in the app, and none lies here that nobody is told of.
        await secrets.DeleteAsync(NameOf(accountId), cancel);
        await accounts.ChangeAsync(accountId, account => account with { HasBackupCode = true }, cancel);
        await secrets.SetAsync(NameOf(accountId), code, cancel);
    }

    /// <summary>Takes the code out, for its owner to see; of two who ask at once, one gets it.</summary>
    /// <returns>The code, or null where none waits.</returns>
    public async Task<string?> TakeAsync(string accountId, CancellationToken cancel)
    {
        var code = await secrets.GetAsync(NameOf(accountId), cancel);
        var taken = false;
        await accounts.ChangeAsync(accountId, account => (taken = account.HasBackupCode) ? account with { HasBackupCode = false } : null, cancel);
        if (!taken || code is null) return null;
        await secrets.DeleteAsync(NameOf(accountId), cancel);
        return code;
    }

    /// <summary>Forgets the code of an account that is deleted.</summary>
    public Task DeleteAsync(string accountId, CancellationToken cancel) => secrets.DeleteAsync(NameOf(accountId), cancel);

    private static string NameOf(string accountId) => $"owner-{accountId}-backup-code";
}
