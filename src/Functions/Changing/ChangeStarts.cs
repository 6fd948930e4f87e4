using System.Globalization;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Changing;

/// <summary>Starts tasks that change members.</summary>
public sealed class ChangeStarts(TasksTable tasks, TaskLists lists, ChangeItems items, TaskStarter starter, CheckBlobs blobs)
{
    /// <summary>The id of a change. Of an idempotency key comes the same one every time.</summary>
    public static string IdOf(string hubId, AutomatedTaskType type, string? key) => $"{hubId}-{Verb(type)}-{key ?? Guid.NewGuid().ToString("N")}";

    /// <summary>The task that was started under an id, its start finished where it was cut short; or null.</summary>
    public async Task<AutomatedTask?> FindAsync(string taskId, DurableTaskClient client, CancellationToken cancel)
    {
        if (await tasks.FindAsync(taskId, cancel) is not { } task)
            return null;
        await starter.ScheduleIfMissingAsync(task, client, cancel);
        return task;
    }

    /// <summary>Starts a change; everybody's item is there before the task is.</summary>
    public async Task<AutomatedTask> StartAsync(NewChange change, ChangePlan plan, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(plan);
        var wish = await blobs.WriteAsync(change.HubId, "wish", plan.Wish, cancel);
        await items.PutAsync(change.TaskId, plan, cancel);
        var task = new NewTask(
            change.TaskId, change.Type, change.Trigger, change.HubId, change.Actor, nameof(ChangeMembersOrchestrator), Wish: wish, Items: plan.Items.Count);
        return await starter.StartAsync(task, client, cancel);
    }

    /// <summary>What was started so far under ids that begin in one way, retries included; a start that was cut short is finished.</summary>
    public async Task<IReadOnlyList<AutomatedTask>> FamilyAsync(string hubId, AutomatedTaskType type, string begin, DurableTaskClient client, CancellationToken cancel)
    {
        var family = await lists.OfHubAsync(hubId, type, cancel).Where(task => task.Id.StartsWith(begin, StringComparison.Ordinal)).ToListAsync(cancel);
        foreach (var open in family.Where(task => !task.IsEnded))
            await starter.ScheduleIfMissingAsync(open, client, cancel);
        return family;
    }

    /// <summary>
    /// Starts a change that nobody asked for. The same one is not started again while a try of it is open, or after somebody stopped one;
    /// that the removal of a hub stopped it is nobody's word on it.
    /// </summary>
    public async Task StartOnceAsync(NewChange change, ChangePlan plan, Hub hub, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        var family = await FamilyAsync(change.HubId, change.Type, change.TaskId, client, cancel);
        if (!family.Any(task => !task.IsEnded || task.IsStoppedByPerson))
            await StartNextAsync(change, plan, hub, client, cancel);
    }

    /// <summary>Starts the next try of a change, whatever became of those before it; once for each state of the hub.</summary>
    public async Task StartNextAsync(NewChange change, ChangePlan plan, Hub hub, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(hub);
        if (await FindAsync(change.TaskId, client, cancel) is not null)
            change = change with { TaskId = string.Create(CultureInfo.InvariantCulture, $"{change.TaskId}-at-{hub.Version}") };
        if (await FindAsync(change.TaskId, client, cancel) is null)
            await StartAsync(change, plan, client, cancel);
    }

    private static string Verb(AutomatedTaskType type) => type switch
    {
        AutomatedTaskType.AddMembers => "add",
        AutomatedTaskType.UpdateRoles => "roles",
        AutomatedTaskType.RemoveMembers => "remove",
        AutomatedTaskType.ResendInvitation => "resend",
        AutomatedTaskType.CancelInvitation => "uninvite",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "It changes no members."),
    };
}

/// <summary>A change that is to be started.</summary>
public sealed record NewChange(string TaskId, AutomatedTaskType Type, TaskTrigger Trigger, string HubId, Caller Actor);
