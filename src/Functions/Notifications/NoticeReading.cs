using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Notifications;

/// <summary>What is known of a notice.</summary>
internal enum NoticeVerdict
{
    /// <summary>It happened.</summary>
    Happened,
    /// <summary>It may yet: the row that would say so has not been written.</summary>
    Open,
    /// <summary>It did not, and will not.</summary>
    Void,
}

/// <summary>Reads notices: whether they are true, and what is sent of them.</summary>
public sealed class NoticeReading(TasksTable tasks, HubsTable hubs, TimeProvider clock, IOptions<NotificationOptions> options)
{
    private static readonly JsonSerializerOptions json = new(ApiJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The text that is sent.</summary>
    public async Task<string> BodyOfAsync(Notice notice, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(notice);
        var message = notice.Message;
        if (message.Hub is { Label: null } named && await hubs.GetAsync(named.Id, cancel) is { } hub)
            message = message with { Hub = named with { Label = hub.Label } };
        return TextOf(message);
    }

    /// <summary>A message as text.</summary>
    public static string TextOf(NotificationMessage message) => JsonSerializer.Serialize(message, json);

    /// <summary>Whether it happened. What nobody wrote within the time for it was a step that never came to its end.</summary>
    internal async Task<NoticeVerdict> JudgeAsync(StoredNotice stored, CancellationToken cancel)
    {
        if (stored.Notice.Proof is not { } proof)
            return NoticeVerdict.Happened;
        var task = await tasks.FindAsync(proof.TaskId, cancel);
        if (task is not null && (proof.End is { } end ? task.Status == end : task.Questions >= proof.Question))
            return NoticeVerdict.Happened;
        return task is { IsEnded: true } || stored.Notice.At + options.Value.Settling < clock.GetUtcNow() ? NoticeVerdict.Void : NoticeVerdict.Open;
    }
}
