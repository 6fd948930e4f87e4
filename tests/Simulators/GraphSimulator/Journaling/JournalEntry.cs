using System.Text.Json.Nodes;

namespace Seatkeeper.GraphSimulator.Journaling;

public enum JournalKind
{
    /// <summary>A request to Microsoft Graph.</summary>
    Request,

    /// <summary>A request to the token endpoint.</summary>
    Token,

    /// <summary>Something became true of a user or a group.</summary>
    Change,

    /// <summary>A request with notifications was sent, and answered or not.</summary>
    Notification,

    /// <summary>A notification was lost or given up.</summary>
    Lost,

    /// <summary>An address was asked to prove itself.</summary>
    Validation,

    /// <summary>A subscription came, was renewed or went.</summary>
    Subscription,
    Clock,
}

/// <summary>One thing that reached the simulator or came of it. A request's is written before its answer is sent.</summary>
public sealed record JournalEntry : IJournalEntry<JournalEntry, JournalKind>
{
    public int Seq { get; init; }
    public DateTimeOffset At { get; init; }
    public DateTimeOffset SimAt { get; init; }
    public JournalKind Kind { get; init; }
    public required string Name { get; init; }

    /// <summary>The object, subscription or address that it is about.</summary>
    public string? Target { get; init; }

    /// <summary>The HTTP status that was sent or received; null where there was no answer.</summary>
    public int? Status { get; init; }

    public double? Milliseconds { get; init; }

    /// <summary>The fault that hit a request.</summary>
    public string? Fault { get; init; }

    public JsonObject? Detail { get; init; }

    public JournalEntry Numbered(int seq) => this with { Seq = seq };
}
