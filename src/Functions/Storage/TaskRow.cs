using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Storage;

/// <summary>A task as the table holds it.</summary>
internal sealed class TaskRow : ITableEntity
{
    public string PartitionKey { get; set; } = "";
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }

    public string Id { get; set; } = "";
    public string Type { get; set; } = "";
    public string Trigger { get; set; } = "";
    public string Status { get; set; } = "";
    public string? HubId { get; set; }
    public string ActorId { get; set; } = "";
    public string ActorName { get; set; } = "";
    public string Orchestrator { get; set; } = "";
    public string? RetryOf { get; set; }
    public string? Wish { get; set; }
    public string? Result { get; set; }
    public string? Plan { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public string? ExecutionId { get; set; }
    public string? Progress { get; set; }
    public int ItemsTotal { get; set; }
    public int ItemsDone { get; set; }
    public int ItemsFailed { get; set; }
    public string? Failure { get; set; }
    public string? PlanDigest { get; set; }
    public string? Seats { get; set; }
    public string? ApprovalBlob { get; set; }
    public DateTimeOffset? WaitingSince { get; set; }
    public int Questions { get; set; }
    public DateTimeOffset? Deadline { get; set; }
    public string? Decision { get; set; }
    public string? Cancellation { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? CompletedAt { get; set; }

    public AutomatedTask ToTask() => new()
    {
        Id = Id,
        Type = RowText.Enum<AutomatedTaskType>(Type),
        Trigger = RowText.Enum<TaskTrigger>(Trigger),
        Status = RowText.Enum<AutomatedTaskStatus>(Status),
        HubId = HubId,
        ActorId = ActorId,
        ActorName = ActorName,
        Orchestrator = Orchestrator,
        RetryOf = RetryOf,
        Wish = Wish,
        Result = Result,
        Plan = Plan,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        ExecutionId = ExecutionId,
        Progress = Progress,
        ItemsTotal = ItemsTotal,
        ItemsDone = ItemsDone,
        ItemsFailed = ItemsFailed,
        Failure = RowText.Read<Failure>(Failure),
        PlanDigest = PlanDigest,
        Seats = RowText.Read<SeatNeed>(Seats),
        ApprovalBlob = ApprovalBlob,
        WaitingSince = WaitingSince,
        Questions = Questions,
        Deadline = Deadline,
        Decision = RowText.Read<RecordedDecision>(Decision),
        Cancellation = RowText.Read<RecordedDecision>(Cancellation),
        StartedAt = StartedAt,
        CompletedAt = CompletedAt,
    };

    public static TaskRow From(AutomatedTask task, TaskKey key, ETag etag = default) => new()
    {
        PartitionKey = key.Partition,
        RowKey = key.Row,
        ETag = etag,
        Id = task.Id,
        Type = task.Type.ToString(),
        Trigger = task.Trigger.ToString(),
        Status = task.Status.ToString(),
        HubId = task.HubId,
        ActorId = task.ActorId,
        ActorName = task.ActorName,
        Orchestrator = task.Orchestrator,
        RetryOf = task.RetryOf,
        Wish = task.Wish,
        Result = task.Result,
        Plan = task.Plan,
        CreatedAt = task.CreatedAt,
        UpdatedAt = task.UpdatedAt,
        ExecutionId = task.ExecutionId,
        Progress = task.Progress,
        ItemsTotal = task.ItemsTotal,
        ItemsDone = task.ItemsDone,
        ItemsFailed = task.ItemsFailed,
        Failure = RowText.Write(task.Failure),
        PlanDigest = task.PlanDigest,
        Seats = RowText.Write(task.Seats),
        ApprovalBlob = task.ApprovalBlob,
        WaitingSince = task.WaitingSince,
        Questions = task.Questions,
        Deadline = task.Deadline,
        Decision = RowText.Write(task.Decision),
        Cancellation = RowText.Write(task.Cancellation),
        StartedAt = task.StartedAt,
        CompletedAt = task.CompletedAt,
    };

}

/// <summary>Where a task's row is. The row key begins with the reversed time, so that a partition lists newest first.</summary>
internal readonly record struct TaskKey(string Partition, string Row)
{
    public static TaskKey For(string taskId, string? hubId, DateTimeOffset createdAt) => new(Hub(hubId), $"{Reversed(createdAt)}-{taskId}");

    public static string Hub(string? hubId) => hubId is null ? "hub:-" : $"hub:{hubId}";

    public static string Reversed(DateTimeOffset at) => (DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);
}
