using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Accounts;

/// <summary>
/// The backup code that the app gives when two-factor authentication is turned on. It would turn that off again, so it is its owner's
/// alone: the automation stores it and never reads it, and it is handed out once.
/// </summary>
public sealed partial class BackupCodes(ISecretStore secrets, AccountsTable accounts, IOptions<SecretsOptions> options, TimeProvider clock, ILogger<BackupCodes> log)
{
    /// <summary>
    /// Keeps a code for the account's owner, in the place of an earlier one that holds no more. The app shows it once, so where the secret
    /// store is only busy or away, it is tried for as long as <see cref="SecretsOptions.Patience"/> says.
    /// </summary>
    public async Task KeepAsync(string accountId, string code, CancellationToken cancel)
    {
        // The account says so first: cut short in between, its owner looks for a code in vain and makes another one in the app, and none lies
        // here that nobody is told of.
        await ForgetAsync(accountId);
        await accounts.ChangeAsync(accountId, account => account with { HasBackupCode = true }, cancel);
        try
        {
            var from = clock.GetTimestamp();
            while (await TryStoreAsync(accountId, code, from, cancel) is { } pause)
                await Task.Delay(pause, clock, cancel);
        }
        catch (AppFailureException)
        {
            await accounts.ChangeAsync(accountId, account => account with { HasBackupCode = false }, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Takes the code out, for its owner to see; of two who ask at once, one gets it.</summary>
    /// <returns>The code, or null where none waits.</returns>
    public async Task<string?> TakeAsync(string accountId, CancellationToken cancel)
    {
        // The row first, so that what is read then is the code that the row spoke of and not an earlier one.
        if (await accounts.ChangeAsync(accountId, account => account.HasBackupCode ? account with { HasBackupCode = false } : null, cancel) is null) return null;
        try
        {
            var code = await secrets.GetAsync(NameOf(accountId), CancellationToken.None);
            if (code is not null) await ForgetAsync(accountId);
            return code;
        }
        catch (AppFailureException)
        {
            await accounts.ChangeAsync(accountId, account => account with { HasBackupCode = true }, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Forgets the code of an account that is deleted.</summary>
    public Task DeleteAsync(string accountId, CancellationToken cancel) => secrets.DeleteAsync(NameOf(accountId), cancel);

    private async Task<TimeSpan?> TryStoreAsync(string accountId, string code, long from, CancellationToken cancel)
    {
        try
        {
            await secrets.SetAsync(NameOf(accountId), code, cancel);
            return null;
        }
        catch (AppFailureException e) when (FailureCatalog.MayRepeat(e.Failure) && clock.GetElapsedTime(from) + Pause(e.Failure) < options.Value.Patience)
        {
            return Pause(e.Failure);
        }
    }

    private TimeSpan Pause(Failure failure) => failure.RetryAfter > options.Value.Pause ? failure.RetryAfter.Value : options.Value.Pause;

    private async Task ForgetAsync(string accountId)
    {
        try
        {
            await secrets.DeleteAsync(NameOf(accountId), CancellationToken.None);
        }
        catch (AppFailureException e)
        {
            // It stays behind until another takes its place or the account is deleted: whoever has read it has to get it.
            CodeStayed(log, accountId, e.Failure.Kind);
        }
    }

    private static string NameOf(string accountId) => $"owner-{accountId}-backup-code";

    [LoggerMessage(LogLevel.Warning, "A backup code of account {AccountId} that is needed no more could not be deleted: {Kind}")]
    private static partial void CodeStayed(ILogger log, string accountId, FailureKind kind);
}
