using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Protecting;

/// <summary>The items of a protection: the password, and two-factor authentication.</summary>
internal static class ProtectionItems
{
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

    /// <summary>Ends what is left: where it stopped, by what stopped it; what was not begun, as not done.</summary>
    /// <returns>What is done.</returns>
    public static async Task<IReadOnlyList<string>> CloseAsync(TaskItemsTable items, string taskId, Failure? failure, CancellationToken cancel)
    {
        var all = await items.LoadAsync(taskId, cancel);
        var stopped = failure;
        foreach (var (id, item) in all.Where(one => one.Value.Status == TaskItemStatus.Pending).OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            var by = stopped;
            await items.ChangeAsync(taskId, id, now => now with { Status = by is null or { Kind: FailureKind.Cancelled } ? TaskItemStatus.Cancelled : TaskItemStatus.Failed, Failure = by ?? failure }, cancel);
            stopped = null;
        }

        return [.. all.Values.Where(item => item.Status == TaskItemStatus.Completed).OrderBy(item => item.Id, StringComparer.Ordinal).Select(item => item.Action)];
    }
}
