using System.Globalization;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Notifying;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Notifications;

/// <summary>What is told of tasks: that they ask for a person, and that they have ended.</summary>
internal static class TaskNotices
{
    /// <summary>What a change of a task's row has to tell, or null.</summary>
    public static Notice? Of(AutomatedTask before, AutomatedTask after)
    {
        if (after.IsEnded && !before.IsEnded)
            return Make(NotificationEvent.TaskEnded, after, after.Status.ToString(), new NoticeProof(after.Id, after.Status));
        if (after.Questions == before.Questions)
            return null;
        var asked = after.Status == AutomatedTaskStatus.WaitingForApproval ? NotificationEvent.ApprovalNeeded : NotificationEvent.InputNeeded;
        var number = after.Questions.ToString(CultureInfo.InvariantCulture);
        return Make(asked, after, $"question:{number}", new NoticeProof(after.Id, Question: after.Questions));
    }

    /// <summary>A failure without its detail, which may name people and what a page showed.</summary>
    public static NotificationFailure FailureOf(Failure failure) => FailureOf(failure, FailureCatalog.Describe(failure));

    private static NotificationFailure FailureOf(Failure failure, FailureDescription meaning) => new(failure.Kind, meaning.NeedsPerson, meaning.Sentence, meaning.Remedy);

    private static Notice Make(NotificationEvent what, AutomatedTask task, string which, NoticeProof proof)
    {
        var told = new NotificationTask(
            task.Id, task.Type, task.Status, task.Trigger, task.ItemsTotal, task.ItemsDone, task.ItemsFailed,
            task.Failure is { } failure ? FailureOf(failure, task.Explain(failure, task.IsEnded)) : null, task.Deadline);
        var hub = task.HubId is { } hubId ? new NotificationHub(hubId) : null;
        return new Notice(what, new NotificationMessage($"{task.Id}:{which}", NotificationEvents.NameOf(what), task.UpdatedAt, hub, told, Link: $"/api/v1/tasks/{task.Id}"), proof);
    }
}
