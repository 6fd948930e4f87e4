using System.Security.Cryptography;
using System.Text;

namespace Seatkeeper.Functions.Notifications;

/// <summary>What one target is told.</summary>
/// <param name="TargetId">The target.</param>
/// <param name="NoticeId">What happened.</param>
/// <param name="Event">The event's name.</param>
/// <param name="Body">What is sent, the same at every try.</param>
/// <param name="At">When it happened; the earliest is sent first.</param>
/// <param name="MadeAt">Since when it is tried.</param>
/// <param name="NextAt">When it is due; while somebody sends it, when it is again, should they die.</param>
public sealed record Delivery(string TargetId, string NoticeId, string Event, string Body, DateTimeOffset At, DateTimeOffset MadeAt, DateTimeOffset NextAt)
{
    private const int IdLength = 32;

    /// <summary>How many tries have failed.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last one did, in a few words.</summary>
    public string? LastFailure { get; init; }

    /// <summary>When it was delivered or given up.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Names this version of the row.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Names the delivery to its receiver: the same at every try, another one at every target.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{TargetId}\n{NoticeId}")))[..IdLength];
}
