using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Protecting;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Verifying;

/// <summary>
/// Starts tasks with a person's own account, one at a time of each, for its owner in person. The account names the task before its
/// row is made, so that of those who ask at once all get the same one, and a crash in between is mended by whoever asks next. They
/// belong to no hub: its Owners learn from the activity that it was done, and see nothing of it.
/// </summary>
public sealed class AccountTasks(AccountAccess access, AccountsTable accounts, TasksTable tasks, TaskItemsTable items, TaskStarter starter)
{
    private const string Protect = "-protect-";
    private const string Verify = "-verify-";

    /// <summary>The account that a task is about, told from its id.</summary>
    public static string AccountOf(string taskId)
    {
        ArgumentNullException.ThrowIfNull(taskId);
        return taskId.Split('-')[0];
    }

    /// <summary>Starts a task, or gives the one that is under way.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="wish">What is to be done.</param>
    /// <param name="client">The engine.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="RefusedException">The account is no person's own, not the caller's, or another task works with it.</exception>
    public async Task<AutomatedTask> StartAsync(string accountId, AccountWish wish, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(wish);
        while (true)
        {
            var account = await OpenAsync(accountId, wish, cancel);
            if (account.TaskId is { } named && await UnderWayAsync(named, wish, client, cancel) is { } underWay)
                return underWay;
            var id = $"{account.Id}{(wish.Type == AutomatedTaskType.ProtectAccount ? Protect : Verify)}{Guid.NewGuid():N}";
            // A person asks, so one sign-in may happen whatever it was that failed before; a rejected password stays rejected.
            if (await accounts.ChangeAsync(accountId, now => now.TaskId == account.TaskId && !now.IsDeleting ? now with { TaskId = id, SignIn = now.SignIn with { SignInAtOnce = true } } : null, cancel) is not null)
                return await RecordAsync(id, wish, client, cancel);
        }
    }

    /// <summary>What a protection would do; nothing is started.</summary>
    /// <exception cref="RefusedException">As it would be without a dry run.</exception>
    public async Task<ProtectionPlanResponse> PreviewProtectionAsync(string accountId, Caller caller, CancellationToken cancel)
    {
        var account = await OpenAsync(accountId, new AccountWish(AutomatedTaskType.ProtectAccount, caller), cancel);
        if (account.TaskId is { } named && await tasks.FindAsync(named, cancel) is { IsEnded: false } task)
            throw new RefusedException(new Refusal(RefusalKind.StageNotAllowed, $"A task works with the account ({task.Type}); ask again when it has ended.", Link: $"/api/v1/tasks/{named}"));
        return new ProtectionPlanResponse(
        [
            new("ChangePassword", "A strong new password is stored, set in the app, and tried by signing in; the old one is kept until then."),
            new("TurnOnTwoFactor", "Two-factor authentication is turned on in the app, and tried by signing in; its backup code is kept for the account's owner alone."),
        ])
        {
            GoesOn = account.IsProtectionUnfinished,
        };
    }

    private async Task<Account> OpenAsync(string accountId, AccountWish wish, CancellationToken cancel)
    {
        var account = await access.OwnInPersonAsync(wish.Caller, accountId, "have an account verified or protected", cancel);
        if (account.Purpose != AccountPurpose.Personal)
            throw new RefusedException(RefusalKind.StageNotAllowed, "An automation account is verified by connecting its hub, and its owner protects it by hand; this is for people's own accounts.");
        await RefuseAutomationAsync(account, wish, cancel);
        return account;
    }

    // The same account of the app may be saved twice; a new password would lock its hub out.
    private async Task RefuseAutomationAsync(Account account, AccountWish wish, CancellationToken cancel)
    {
        if (wish.Type == AutomatedTaskType.ProtectAccount && (await accounts.ListAsync(cancel)).Any(other =>
            other.Purpose == AccountPurpose.Automation && other.App == account.App && EmailAddress.KeyOf(other.Username) == EmailAddress.KeyOf(account.Username)))
            throw new RefusedException(RefusalKind.StageNotAllowed, "This address is an automation account's too: its hub would be locked out by a new password.");
    }

    private async Task<AutomatedTask?> UnderWayAsync(string taskId, AccountWish wish, DurableTaskClient client, CancellationToken cancel)
    {
        var isSame = taskId.Contains(wish.Type == AutomatedTaskType.ProtectAccount ? Protect : Verify, StringComparison.Ordinal);
        var task = await tasks.FindAsync(taskId, cancel);
        // Named and never recorded: that start was cut short, and is finished under its own name.
        if (task is null)
            return isSame ? await RecordAsync(taskId, wish, client, cancel) : null;
        if (task.IsEnded)
            return null;
        if (!isSame)
            throw new RefusedException(new Refusal(RefusalKind.StageNotAllowed, "Another task works with the account; ask again when it has ended.", Link: $"/api/v1/tasks/{taskId}"));
        await starter.ScheduleIfMissingAsync(task, client, cancel);
        return task;
    }

    private async Task<AutomatedTask> RecordAsync(string id, AccountWish wish, DurableTaskClient client, CancellationToken cancel)
    {
        var protects = wish.Type == AutomatedTaskType.ProtectAccount;
        var steps = protects ? await ProtectionItems.MakeAsync(items, id, wish.RetryOf, cancel) : [];
        await items.InsertAsync(id, steps, cancel);
        var orchestrator = protects ? nameof(ProtectAccountOrchestrator) : nameof(VerifyAccountOrchestrator);
        return await starter.StartAsync(new NewTask(id, wish.Type, TaskTrigger.Api, HubId: null, wish.Caller, orchestrator, wish.RetryOf, Items: steps.Count), client, cancel);
    }
}

/// <summary>What is asked of a person's own account.</summary>
/// <param name="Type">Verify or protect.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="RetryOf">The task that is done again, or null.</param>
public sealed record AccountWish(AutomatedTaskType Type, Caller Caller, string? RetryOf = null);
