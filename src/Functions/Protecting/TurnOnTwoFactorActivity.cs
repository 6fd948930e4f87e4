using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Verifying;

namespace Seatkeeper.Functions.Protecting;

/// <summary>
/// Turns two-factor authentication on for a person's own account: the one place where the automation enrols. One that the site forces
/// during a sign-in stops it, here too.
/// </summary>
public sealed class TurnOnTwoFactorActivity(OwnAutomation automation, PendingSecrets pending, AccountCredentials credentials, BackupCodes codes, TaskItemsTable items)
{
    /// <summary>Sends the code that turns it on; a second time, nothing where it was sent.</summary>
    [Function(nameof(TurnOnTwoFactorActivity))]
    public async Task<SentChange> Run([ActivityTrigger] AccountStep step, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(step);
        var (sent, trouble) = await automation.RunAsync(step, (work, stop) => TurnOnAsync(work, step, stop), cancel);
        return sent ?? new SentChange(trouble);
    }

    private async Task<SentChange> TurnOnAsync(OwnWork work, AccountStep step, CancellationToken cancel)
    {
        // A secret that the page showed and nobody confirmed is none any more: the app shows another one.
        var account = await pending.TidyAsync(step.AccountId, cancel);
        if (account.Pending is not null || await ProtectionItems.IsDoneAsync(items, step.TaskId, ProtectionStep.TwoFactor, cancel))
            return new SentChange();
        var keeper = new TwoFactorKeeper(pending, credentials, codes, work, account);
        var change = await work.App.TurnOnTwoFactorAsync(work.RunWith(account.CredentialsVersion), keeper, cancel);
        if (change.Status != OwnChangeStatus.AlreadySo)
            return await SentChanges.NoteAsync(pending, account.Id, keeper.Version ?? throw new InvalidOperationException("A secret was sent that was never stored."), change, cancel);
        if (!account.HasTotpSecret)
            throw new AppFailureException(new Failure(FailureKind.TotpRequired, FailurePhase.Verify, Detail: "Two-factor authentication is on already, and no secret for its codes is saved."));
        await ProtectionItems.DoneAsync(items, step.TaskId, ProtectionStep.TwoFactor, "Two-factor authentication was on already.", cancel);
        return new SentChange();
    }
}
