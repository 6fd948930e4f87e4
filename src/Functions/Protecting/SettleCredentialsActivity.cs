using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Verifying;

namespace Seatkeeper.Functions.Protecting;

/// <summary>
/// Finds out by signing in which credentials are in force, and keeps those: the new ones, or where the app did not take them, the old.
/// Each is tried once at most where it is wrong, because that counts toward a lock-out; until one was seen to work, both are kept.
/// </summary>
public sealed class SettleCredentialsActivity(OwnAutomation automation, PendingSecrets pending, TaskItemsTable items, IOptions<ProtectionOptions> options, TimeProvider clock)
{
    private const int MostSignIns = 4;

    // After these the app has not judged what it was sent, so it may be asked again.
    private static readonly FailureKind[] LeftOpen =
        [FailureKind.SiteUnavailable, FailureKind.RateLimited, FailureKind.ChallengeRequired, FailureKind.EmailLinkRequired, FailureKind.AccountLocked,
         FailureKind.SecretUnavailable, FailureKind.SecretsThrottled, FailureKind.SecretsForbidden];

    /// <summary>What is in force.</summary>
    [Function(nameof(SettleCredentialsActivity))]
    public async Task<SettledCredentials> Run([ActivityTrigger] AccountStep step, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(step);
        var (settled, trouble) = await automation.RunAsync(step, (work, stop) => SettleAsync(work, step, stop), cancel);
        return settled ?? new SettledCredentials(Trouble: trouble);
    }

    private async Task<SettledCredentials> SettleAsync(OwnWork work, AccountStep step, CancellationToken cancel)
    {
        for (var signIn = 0; signIn < MostSignIns; signIn++)
        {
            var account = await pending.TidyAsync(step.AccountId, cancel);
            if (account.Pending is not { } sent)
                return await EarlierAsync(step, cancel);
            switch (CredentialChanges.Next(account, sent, options.Value.Settling, clock.GetUtcNow()))
            {
                case NextSignIn.Pending when await TryPendingAsync(work, account, sent, cancel):
                    return await PromotedAsync(step, sent, account.HasBackupCode, cancel);
                case NextSignIn.Pending:
                    break;
                case NextSignIn.Current when await TryCurrentAsync(work, account, sent, cancel):
                    return await DroppedAsync(step, sent, cancel);
                case NextSignIn.Current:
                    break;
                case NextSignIn.Wait:
                    return new SettledCredentials(Trouble: new StepTrouble(NotBefore: sent.SentAt + options.Value.Settling));
                default:
                    return Unknown();
            }
        }

        return Unknown();
    }

    /// <summary>Whether the new ones are in force; where they are not, that is recorded.</summary>
    private async Task<bool> TryPendingAsync(OwnWork work, Account account, PendingCredentials sent, CancellationToken cancel)
    {
        try
        {
            var signedIn = await work.App.SignInAsOwnAsync(work.RunWith(sent.Version), cancel);
            if (sent.Step == ProtectionStep.Password || signedIn.UsedCode)
                return true;
            // The password is the same in both: as long as no code is asked for, nothing was turned on.
            await pending.RejectedAsync(account.Id, sent.Version, FailureKind.EffectNotApplied, cancel);
            return false;
        }
        catch (AppFailureException e) when (e.Failure.Kind is FailureKind.InvalidCredentials or FailureKind.TotpRejected)
        {
            await pending.RejectedAsync(account.Id, sent.Version, e.Failure.Kind, cancel);
            return false;
        }
        catch (AppFailureException e) when (LeftOpen.Contains(e.Failure.Kind))
        {
            await pending.RejectedAsync(account.Id, sent.Version, kind: null, cancel);
            throw;
        }
    }

    /// <summary>Whether the old ones are in force.</summary>
    private async Task<bool> TryCurrentAsync(OwnWork work, Account account, PendingCredentials sent, CancellationToken cancel)
    {
        try
        {
            await work.App.SignInAsOwnAsync(work.RunWith(account.CredentialsVersion), cancel);
            return true;
        }
        catch (AppFailureException e) when (e.Failure.Kind is FailureKind.InvalidCredentials)
        {
            return false;
        }
        catch (AppFailureException e) when (e.Failure.Kind is FailureKind.TotpRequired or FailureKind.TotpRejected && sent is { Step: ProtectionStep.TwoFactor, RejectedKind: null or FailureKind.EffectNotApplied })
        {
            // It is on: by now, or since before a sign-in that was cut short. An older secret for codes is good no more.
            await pending.RejectedAsync(account.Id, sent.Version, kind: null, cancel);
            return false;
        }
    }

    private async Task<SettledCredentials> PromotedAsync(AccountStep step, PendingCredentials sent, bool hasBackupCode, CancellationToken cancel)
    {
        // The item first: where this is cut short, the promotion is done again, and the item is what it was.
        var result = sent.Step == ProtectionStep.Password ? "A sign-in with the new password worked." : "A sign-in with the new password and a one-time code worked.";
        await ProtectionItems.DoneAsync(items, step.TaskId, ProtectionStep.Password, result, cancel);
        if (sent.Step == ProtectionStep.TwoFactor)
            await ProtectionItems.DoneAsync(items, step.TaskId, ProtectionStep.TwoFactor, $"A sign-in asked for a one-time code, and took it. {(hasBackupCode ? "A backup code waits for its owner." : "No backup code was kept: make one in the app.")}", cancel);
        await pending.PromoteAsync(step.AccountId, sent.Version, cancel);
        return new SettledCredentials(Settlement.Promoted);
    }

    private async Task<SettledCredentials> DroppedAsync(AccountStep step, PendingCredentials sent, CancellationToken cancel)
    {
        // The item first: where this is cut short once the row is written, the item alone still tells that it was dropped. What an earlier
        // task left open is no item's of this one.
        if (step.IsClosing)
            await ProtectionItems.NotAppliedAsync(items, step.TaskId, sent.Step, cancel);
        await pending.DropAsync(step.AccountId, sent.Version, cancel);
        return new SettledCredentials(Settlement.Dropped);
    }

    // Nothing is open: nothing ever was, or an earlier try of this step has settled it, and its result was lost.
    private async Task<SettledCredentials> EarlierAsync(AccountStep step, CancellationToken cancel) =>
        new(step.IsClosing && await ProtectionItems.HasFailedAsync(items, step.TaskId, cancel) ? Settlement.Dropped : Settlement.Nothing);

    private static SettledCredentials Unknown() => new(Trouble: new StepTrouble(new Failure(
        FailureKind.InvalidCredentials, FailurePhase.Verify, FailureEffect.Unknown, "The app takes neither the old nor the new credentials. Both are kept, and neither is tried again.")));
}
