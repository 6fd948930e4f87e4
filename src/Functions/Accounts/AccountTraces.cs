using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Accounts;

/// <summary>What is kept of an account outside its row.</summary>
public sealed class AccountTraces(AccountCredentials credentials, SessionBlobs sessions, BackupCodes codes, GivenCodes given, LoginsTable logins)
{
    /// <summary>Deletes credentials, session and backup code of an account that nothing can take any more.</summary>
    public async Task DeleteAsync(Account account, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(account);
        await sessions.DeleteAsync(account.Id, cancel);
        await codes.DeleteAsync(account, cancel);
        await logins.DeleteAsync(account.Id, cancel);
        if (account.GivenCode is { } name)
            await given.ForgetAsync(name, cancel);
        foreach (var version in new[] { account.RetiredVersion, account.Pending?.Version, account.CredentialsVersion }.OfType<string>().Concat(account.KeptVersions))
            await credentials.DeleteAsync(account.Id, version, cancel);
    }
}
