using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Protecting;

/// <summary>The items of a protection: the password, and two-factor authentication.</summary>
internal static class ProtectionItems
{
    /// <summary>What a step ends with whose change a sign-in showed not to be in force.</summary>
    public static Failure NotApplied => new(FailureKind.EffectNotApplied, FailurePhase.Verify, Detail: "A sign-in showed that the app did not take the change; the old credentials are in force.");

    /// <summary>An item's id.</summary>
    public static string IdOf(ProtectionStep step) => step == ProtectionStep.Password ? "1-password" : "2-twoFactor";

    /// <summary>Both items. What an earlier try has done is done.</summary>
    public static async Task<IReadOnlyList<TaskItem>> MakeAsync(TaskItemsTable items, string taskId, string? retryOf, CancellationToken cancel)
    {
        var earlier = retryOf is null ? new Dictionary<string, TaskItem>(StringComparer.Ordinal) : await items.LoadAsync(retryOf, cancel);
        return [.. Enum.GetValues<ProtectionStep>().Select(step =>
            earlier.TryGetValue(IdOf(step), out var item) && item.Status == TaskItemStatus.Completed
                ? item with { TaskId = taskId }
                : new TaskItem { TaskId = taskId, Id = IdOf(step), Action = step == ProtectionStep.Password ? "ChangePassword" : "TurnOnTwoFactor" })];
    }

    /// <summary>Whether a step is done.</summary>
    public static async Task<bool> IsDoneAsync(TaskItemsTable items, string taskId, ProtectionStep step, CancellationToken cancel) =>
        (await items.LoadAsync(taskId, cancel)).TryGetValue(IdOf(step), out var item) && item.Status == TaskItemStatus.Completed;

    /// <summary>Records that a step is done, and what shows it.</summary>
    public static Task DoneAsync(TaskItemsTable items, string taskId, ProtectionStep step, string result, CancellationToken cancel) =>
        items.ChangeAsync(taskId, IdOf(step), item => item with { Status = TaskItemStatus.Completed, Result = result, Failure = null }, cancel);

    /// <summary>Records that a sign-in showed a step not to have taken effect.</summary>
    public static Task NotAppliedAsync(TaskItemsTable items, string taskId, ProtectionStep step, CancellationToken cancel) =>
        items.ChangeAsync(taskId, IdOf(step), item => item with { Status = TaskItemStatus.Failed, Failure = NotApplied }, cancel);

    /// <summary>Whether a step was recorded not to have taken effect.</summary>
    public static async Task<bool> HasFailedAsync(TaskItemsTable items, string taskId, CancellationToken cancel) =>
        (await items.LoadAsync(taskId, cancel)).Values.Any(item => item.Status == TaskItemStatus.Failed);

    /// <summary>
    /// Ends what is left: where it stopped, by what stopped it; what was not begun, as not done. Whatever the run says, it is done only
    /// where each of its items is.
    /// </summary>
    /// <returns>What is done, and what stopped the rest.</returns>
    public static async Task<(IReadOnlyList<string> Done, Failure? Failure)> CloseAsync(TaskItemsTable items, string taskId, Failure? failure, CancellationToken cancel)
    {
        var all = (await items.LoadAsync(taskId, cancel)).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Value).ToList();
        var hasFailed = all.Exists(item => item.Status == TaskItemStatus.Failed);
        if (all.Exists(item => item.Status != TaskItemStatus.Completed))
            failure ??= all.Find(item => item.Failure is not null)?.Failure ?? new Failure(FailureKind.EffectNotApplied, FailurePhase.Verify, Detail: "No sign-in showed that the change took effect.");
        var stopped = hasFailed ? null : failure;
        foreach (var item in all.Where(item => item.Status == TaskItemStatus.Pending))
        {
            var by = stopped;
            await items.ChangeAsync(taskId, item.Id, now => now with { Status = by is null or { Kind: FailureKind.Cancelled } ? TaskItemStatus.Cancelled : TaskItemStatus.Failed, Failure = by ?? failure }, cancel);
            stopped = null;
        }

        return ([.. all.Where(item => item.Status == TaskItemStatus.Completed).Select(item => item.Action)], failure);
    }
}
