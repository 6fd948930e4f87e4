using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Connecting;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Replacing;

/// <summary>Starts to replace a hub's automation account.</summary>
public sealed class ReplacementStarts(HubWishes wishes, AccountsTable accounts, TasksTable tasks, TaskStarter starter, CheckBlobs blobs)
{
    /// <summary>The task that was started with an idempotency key, its start finished where it was cut short; or null.</summary>
    public async Task<AutomatedTask?> FindAsync(string hubId, string key, DurableTaskClient client, CancellationToken cancel)
    {
        if (await tasks.FindAsync(IdOf(hubId, key), cancel) is not { } task)
            return null;
        await starter.ScheduleIfMissingAsync(task, client, cancel);
        return task;
    }

    /// <summary>The new task. What is taken by then, and what is free, is decided when its turn comes.</summary>
    /// <exception cref="RefusedException">The account cannot be used, or is the hub's already.</exception>
    public async Task<AutomatedTask> StartAsync(HubCall call, string? accountId, string? key, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        var hub = call.Hub;
        var account = await wishes.FindAccountAsync(accountId, hub.App, call.Caller, cancel);
        if (account.Id == hub.AutomationAccountId)
            throw new RefusedException(RefusalKind.StageNotAllowed, "This is the hub's automation account already.");
        if (account.InUseBy is { } other && other != hub.Id)
            throw new RefusedException(RefusalKind.AutomationAccountInUse, "Another hub uses this automation account.");

        // Whoever asks has looked at the account: one sign-in may happen at once.
        await accounts.AllowSignInAtOnceAsync(account.Id, cancel);
        var wish = await blobs.WriteAsync(hub.Id, "account-wish", new ReplacementWish(account.Id), cancel);
        var task = new NewTask(
            IdOf(hub.Id, key), AutomatedTaskType.ReplaceAutomationAccount, TaskTrigger.Api, hub.Id, call.Caller, nameof(ReplaceAutomationAccountOrchestrator), Wish: wish);
        return await starter.StartAsync(task, client, cancel);
    }

    // Of an idempotency key comes the same one every time.
    private static string IdOf(string hubId, string? key) => $"{hubId}-account-{key ?? Guid.NewGuid().ToString("N")}";
}
