using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Accounts;

/// <summary>What is kept of an account outside its row.</summary>
public sealed class AccountTraces(AccountCredentials credentials, SessionBlobs sessions)
{
    /// <summary>Deletes credentials and session of an account that nothing can take any more.</summary>
    public async Task DeleteAsync(Account account, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(account);
        await sessions.DeleteAsync(account.Id, cancel);
        await credentials.DeleteAsync(account.Id, account.CredentialsVersion, cancel);
    }
}
