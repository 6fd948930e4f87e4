using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Verifying;

/// <summary>Signs in with the credentials in force. A rejection is recorded before anything else, and never tried again.</summary>
public sealed class VerifyAccountActivity(OwnAutomation automation, AccountsTable accounts, AccountCredentials credentials, TimeProvider clock)
{
    /// <summary>Whether they sign in.</summary>
    [Function(nameof(VerifyAccountActivity))]
    public async Task<VerifiedAccount> Run([ActivityTrigger] AccountStep step, CancellationToken cancel)
    {
        var (verified, trouble) = await automation.RunAsync(step, SignInAsync, cancel);
        return verified ?? new VerifiedAccount(trouble);
    }

    private async Task<VerifiedAccount> SignInAsync(OwnWork work, CancellationToken cancel)
    {
        var version = work.Account.CredentialsVersion;
        await work.App.SignInAsOwnAsync(work.RunWith(version), cancel);
        await accounts.ChangeAsync(work.Account.Id, now => now.CredentialsVersion == version ? now with { VerifiedAt = clock.GetUtcNow() } : null, cancel);
        await credentials.CleanAsync(work.Account.Id, cancel);
        return new VerifiedAccount();
    }
}
