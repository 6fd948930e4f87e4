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
        // The account names it first: cut short in between, its owner looks for a code in vain and makes another one in the app, and none lies
        // here that nobody is told of. Each has a name of its own, so that nothing that was there before is read for it.
        var name = AccountCredentials.NewVersion();
        await accounts.ChangeAsync(accountId, account => Spend(account) with { BackupCode = name }, cancel);
        try
        {
            var from = clock.GetTimestamp();
            while (await TryStoreAsync(NameOf(accountId, name), code, from, cancel) is { } pause)
                await Task.Delay(pause, clock, cancel);
        }
        catch (Exception e) when (e is AppFailureException or OperationCanceledException)
        {
            await SpendAsync(accountId, name, CancellationToken.None);
            throw;
        }

        await ForgetSpentAsync(accountId);
    }

    /// <summary>The code that waits for its owner; null where none does. A row of before codes had names, whose code is not there, is cleared of it.</summary>
    /// <exception cref="RefusedException">It is not in the secret store yet.</exception>
    public async Task<WaitingCode?> FindAsync(string accountId, CancellationToken cancel)
    {
        if ((await accounts.FindAsync(accountId, cancel))?.BackupCode is not { } name) return null;
        if (await secrets.GetAsync(NameOf(accountId, name), cancel) is { } code) return new WaitingCode(name, code);
        if (name == Account.OlderBackupCode)
        {
            await SpendAsync(accountId, name, cancel);
            return null;
        }

        // The app may show it at this moment: the row names it until it is there. Or somebody else was handed it since the row was read.
        return (await accounts.FindAsync(accountId, cancel))?.BackupCode == name ? throw NotYet() : null;
    }

    /// <summary>Takes a code out, for its owner to see; of two who ask at once, one gets it.</summary>
    /// <returns>False where somebody else was handed it.</returns>
    public async Task<bool> TryTakeAsync(string accountId, WaitingCode waiting, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(waiting);
        // Whoever has it turns two-factor authentication off with it, and needs the secret for codes no more.
        if (await accounts.ChangeAsync(accountId, account => account.BackupCode == waiting.Name ? Spend(account) with { HasUntoldTotp = false } : null, cancel) is null) return false;
        await ForgetSpentAsync(accountId);
        return true;
    }

    /// <summary>Forgets the codes of an account that is deleted.</summary>
    public async Task DeleteAsync(Account account, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(account);
        foreach (var name in account.SpentBackupCodes.Append(account.BackupCode ?? Account.OlderBackupCode).Append(Account.OlderBackupCode).Distinct(StringComparer.Ordinal))
            await secrets.DeleteAsync(NameOf(account.Id, name), cancel);
    }

    private async Task<bool> SpendAsync(string accountId, string name, CancellationToken cancel) =>
        await accounts.ChangeAsync(accountId, account => account.BackupCode == name ? Spend(account) : null, cancel) is not null;

    private async Task<TimeSpan?> TryStoreAsync(string name, string code, long from, CancellationToken cancel)
    {
        try
        {
            await secrets.SetAsync(name, code, cancel);
            return null;
        }
        catch (AppFailureException e) when (FailureCatalog.MayRepeat(e.Failure) && clock.GetElapsedTime(from) + Pause(e.Failure) < options.Value.Patience)
        {
            return Pause(e.Failure);
        }
    }

    private TimeSpan Pause(Failure failure) => failure.RetryAfter > options.Value.Pause ? failure.RetryAfter.Value : options.Value.Pause;

    // The row names what is spent until it is deleted, so that none lies there that nothing names.
    private static Account Spend(Account account) => account.BackupCode is { } name
        ? account with { BackupCode = null, SpentBackupCodes = [.. account.SpentBackupCodes, name] }
        : account;

    private async Task ForgetSpentAsync(string accountId)
    {
        try
        {
            var spent = (await accounts.FindAsync(accountId, CancellationToken.None))?.SpentBackupCodes ?? [];
            foreach (var name in spent) await secrets.DeleteAsync(NameOf(accountId, name), CancellationToken.None);
            if (spent.Count > 0)
                await accounts.ChangeAsync(accountId, account => account with { SpentBackupCodes = [.. account.SpentBackupCodes.Except(spent, StringComparer.Ordinal)] }, CancellationToken.None);
        }
        catch (Exception e) when (e is AppFailureException || StorageTrouble.Is(e))
        {
            // It stays behind until another is kept or taken, or the account is deleted: whoever has read it has to get it.
            CodeStayed(log, accountId, (e as AppFailureException)?.Failure.Kind.ToString() ?? e.GetType().Name);
        }
    }

    private RefusedException NotYet() => new(new Refusal(
        RefusalKind.StageNotAllowed,
        "The backup code is not in the secret store yet. Where it stays so, the process that kept it has ended, and the code with it: another one can be made in the app.",
        RetryAfter: options.Value.Patience));

    private static string NameOf(string accountId, string name) => name == Account.OlderBackupCode ? $"owner-{accountId}-backup-code" : $"owner-{accountId}-backup-code-{name}";

    [LoggerMessage(LogLevel.Warning, "A backup code of account {AccountId} that is needed no more could not be deleted: {Reason}")]
    private static partial void CodeStayed(ILogger log, string accountId, string reason);
}

/// <summary>A backup code that waits to be handed out.</summary>
/// <param name="Name">By what the account's row names it.</param>
/// <param name="Code">The code itself.</param>
public sealed record WaitingCode(string Name, string Code)
{
    /// <summary>Without the code, which would end up in a log.</summary>
    public override string ToString() => $"{nameof(WaitingCode)} {Name}";
}
