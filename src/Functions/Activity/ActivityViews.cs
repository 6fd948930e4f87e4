using Seatkeeper.Contracts;

namespace Seatkeeper.Functions.Activity;

/// <summary>The activity as the API shows it.</summary>
internal static class ActivityViews
{
    public static ActivityResponse Of(RecordedEntry recorded)
    {
        var entry = recorded.Entry;
        return new(
            recorded.Sequence, entry.At, recorded.HubId, entry.ActorId, entry.ActorName, entry.Event, entry.Target, entry.Before, entry.After, entry.TaskId, recorded.Hash,
            entry.MemberId, entry.UserId, entry.Id);
    }
}
