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

    /// <summary>Settings of a hub were changed.</summary>
    public Task ChangedAsync(Hub after, IReadOnlyList<SettingChange> changes, Caller by, DateTimeOffset at, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(by);
        // The version of the row that was written tells one change from the next.
        var id = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(after.ETag)).AsSpan(0, 12));
        var entries = changes.Select(change => new ActivityEntry($"{id}:{change.Setting}", at, by.Id, by.Name, change.Event, change.Setting, Before: change.Before, After: change.After));
        return activity.AppendAsync(after.Id, [.. entries], cancel);
    }
}

/// <summary>One setting that was changed.</summary>
public sealed record SettingChange(string Setting, string Event, string? Before, string? After);
