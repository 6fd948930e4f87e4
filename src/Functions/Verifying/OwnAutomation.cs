using Microsoft.Extensions.Options;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Verifying;

/// <summary>
/// Runs work with a person's own account, under a lease of the account. Whoever left has nothing done with theirs any more.
/// </summary>
public sealed class OwnAutomation(LeasedWork leased, AppCatalog apps, OwnStores stores, IOptions<AutomationOptions> options)
{
    /// <summary>Runs a step.</summary>
    /// <returns>Its result, or why there is none.</returns>
    public async Task<(T? Result, StepTrouble? Trouble)> RunAsync<T>(AccountStep step, Func<OwnWork, CancellationToken, Task<T>> work, CancellationToken cancel) where T : class
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(work);
        if (step.StopOf(await stores.Tasks.FindAsync(step.TaskId, cancel)) is { } stopped)
            return (null, new StepTrouble(stopped));
        var (account, refusal) = await FindAsync(step, cancel);
        if (account is null)
            return (null, new StepTrouble(refusal));
        var leasedStep = new LeasedStep(new LeaseKey(account.App, $"account:{account.Id}"), step.TaskId, options.Value.EffectLimit);
        return await leased.RunAsync(leasedStep, async (lease, stop) => await work(await WorkOfAsync(step, account, lease, stop), stop), cancel);
    }

    private async Task<(Account? Account, Failure? Refusal)> FindAsync(AccountStep step, CancellationToken cancel)
    {
        if (await stores.Accounts.FindAsync(step.AccountId, cancel) is not { IsDeleting: false, Purpose: AccountPurpose.Personal } account)
            return (null, new Failure(FailureKind.Cancelled, Detail: "The account is gone."));
        // What was sent is settled all the same: nobody is helped by credentials that nobody knows to work.
        var hasLeft = await stores.Users.FindAsync(account.OwnerId, cancel) is not { Active: true };
        return hasLeft && !step.IsClosing ? (null, new Failure(FailureKind.Cancelled, Detail: "The account's owner left.")) : (account, null);
    }

    private async Task<OwnWork> WorkOfAsync(AccountStep step, Account seen, WorkspaceLease lease, CancellationToken cancel)
    {
        // Read again under the lease: whoever held it until now may have changed it.
        var account = await stores.Accounts.FindAsync(step.AccountId, cancel) ?? throw new AppFailureException(new Failure(FailureKind.Cancelled, Detail: "The account is gone."));
        var app = apps.Find(seen.App) ?? throw new AppFailureException(new Failure(FailureKind.Unexpected, Detail: $"There is no app {seen.App}."));
        var deadline = stores.Clock.GetUtcNow() + options.Value.EffectLimit;
        return new OwnWork(app, account, lease, version => new OwnRun(stores, account, version, lease, deadline));
    }
}

/// <summary>Where the things of people's own accounts are kept.</summary>
public sealed record OwnStores(AccountsTable Accounts, AccountCredentials Credentials, TasksTable Tasks, WorkspaceUsersTable Users, TimeProvider Clock);
