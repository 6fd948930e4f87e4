using Seatkeeper.Connectors;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Verifying;

namespace Seatkeeper.Functions.Protecting;

/// <summary>Keeps what the app shows once while two-factor authentication is turned on.</summary>
internal sealed class TwoFactorKeeper(PendingSecrets pending, AccountCredentials credentials, BackupCodes codes, OwnWork work, Account account) : ITwoFactorKeeper
{
    /// <summary>Names the credentials with the secret, once it is stored.</summary>
    public string? Version { get; private set; }

    public async Task KeepSecretAsync(string totpSecret, CancellationToken cancel)
    {
        var old = await credentials.GetAsync(account.Id, cancel);
        Version = await pending.StoreAsync(account, ProtectionStep.TwoFactor, new AccountSecrets(old.Password, totpSecret), work.Lease, cancel);
    }

    public Task IntendAsync(CancellationToken cancel) =>
        pending.SendAsync(account.Id, Version ?? throw new InvalidOperationException("No secret was stored."), work.Lease, cancel);

    public Task KeepBackupCodeAsync(string code, CancellationToken cancel) => codes.KeepAsync(account.Id, code, cancel);
}
