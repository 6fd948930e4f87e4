using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Hubs;

/// <summary>What is recorded about hubs themselves.</summary>
public sealed class HubActivity(ActivityTable activity)
{
    /// <summary>A hub was connected to a workspace. Repeated for the same task, it is recorded once.</summary>
    public Task ConnectedAsync(Hub hub, AutomatedTask task, AppWorkspace workspace, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(workspace);
        var entry = new ActivityEntry($"{task.Id}:connected", task.CreatedAt, task.ActorId, task.ActorName, "hubConnected", hub.Label, UserId: task.ActorId, After: workspace.Name, TaskId: task.Id);
        return activity.AppendAsync(hub.Id, entry, cancel);
    }

    /// <summary>Settings of a hub were changed: what its row keeps until it is told.</summary>
    public static IEnumerable<ActivityEntry> Changed(IReadOnlyList<SettingChange> changes, Caller by, DateTimeOffset at) =>
        changes.Select(change => ActivityEntry.Of(by, at, change.Event) with { Target = change.Setting, Before = change.Before, After = change.After });
}

/// <summary>One setting that was changed.</summary>
public sealed record SettingChange(string Setting, string Event, string? Before, string? After);
