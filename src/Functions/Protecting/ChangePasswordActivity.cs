using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Connectors;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Verifying;

namespace Seatkeeper.Functions.Protecting;

/// <summary>Gives an account a new password in the app. What came of it is not this step's to say.</summary>
public sealed class ChangePasswordActivity(OwnAutomation automation, PendingSecrets pending, AccountCredentials credentials, TaskItemsTable items)
{
    /// <summary>Sends a new password; a second time, nothing where it was sent.</summary>
    [Function(nameof(ChangePasswordActivity))]
    public async Task<SentChange> Run([ActivityTrigger] AccountStep step, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(step);
        var (sent, trouble) = await automation.RunAsync(step, (work, stop) => ChangeAsync(work, step, stop), cancel);
        return sent ?? new SentChange(trouble);
    }

    private async Task<SentChange> ChangeAsync(OwnWork work, AccountStep step, CancellationToken cancel)
    {
        var account = await pending.TidyAsync(step.AccountId, cancel);
        if (account.Pending is not null || await ProtectionItems.IsDoneAsync(items, step.TaskId, ProtectionStep.Password, cancel))
            return new SentChange();
        var old = await credentials.GetAsync(account.Id, cancel);
        var made = new AccountSecrets(NewPassword.Make(), old.TotpSecret);
        var version = await pending.StoreAsync(account, ProtectionStep.Password, made, work.Lease, cancel);
        var change = await work.App.ChangePasswordAsync(
            work.RunWith(account.CredentialsVersion), made.Password, stop => pending.SendAsync(account.Id, version, work.Lease, stop), cancel);
        return await SentChanges.NoteAsync(pending, account.Id, version, change, cancel);
    }
}

/// <summary>Records what the app said to a change.</summary>
internal static class SentChanges
{
    public static async Task<SentChange> NoteAsync(PendingSecrets pending, string accountId, string version, OwnChange change, CancellationToken cancel)
    {
        if (change.Status == OwnChangeStatus.Refused)
            await pending.RefusedAsync(accountId, version, cancel);
        if (change.Status != OwnChangeStatus.NotSent)
            return new SentChange();
        await pending.NotSentAsync(accountId, version, cancel);
        return new SentChange(change.Failure is { } failure ? new Automation.StepTrouble(failure) : null);
    }
}
