using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Seatkeeper.AhrefsSimulator.Journaling;

public enum JournalKind
{
    [JsonStringEnumMemberName("request")]
    Request,
    [JsonStringEnumMemberName("effect")]
    Effect,
    [JsonStringEnumMemberName("auth")]
    Auth,
    [JsonStringEnumMemberName("uiEvent")]
    UiEvent,
    [JsonStringEnumMemberName("violation")]
    Violation,
    [JsonStringEnumMemberName("fault")]
    Fault,
    [JsonStringEnumMemberName("clock")]
    Clock,
}

public enum JournalActor
{
    [JsonStringEnumMemberName("operator")]
    Operator,
    [JsonStringEnumMemberName("person")]
    Person,
    [JsonStringEnumMemberName("site")]
    Site,
}

/// <summary>One thing that reached the server or came of it. Written before the answer is sent.</summary>
public sealed record JournalEntry : IJournalEntry<JournalEntry, JournalKind>
{
    public int Seq { get; init; }
    public DateTimeOffset At { get; init; }
    public DateTimeOffset SimAt { get; init; }
    public JournalActor Actor { get; init; }
    public string? Session { get; init; }
    public string? WorkspaceId { get; init; }
    public JournalKind Kind { get; init; }
    public required string Name { get; init; }
    public string? Target { get; init; }
    public JsonNode? Before { get; init; }
    public JsonNode? After { get; init; }
    public int? SeatsPaidBefore { get; init; }
    public int? SeatsPaidAfter { get; init; }
    public int MoneyCents { get; init; }
    public string? RequestId { get; init; }
    public string? Call { get; init; }
    public bool ViaUi { get; init; }

    /// <summary>Whether it came of the browser's own input; null where of none.</summary>
    public bool? TrustedClick { get; init; }

    /// <summary>A script made a choice that saves at once, while the visitor's pointer was on it.</summary>
    public bool ChosenByValue { get; init; }

    /// <summary>Known only once the answer is decided on, which a fault may still change.</summary>
    public int? HttpStatus { get; set; }

    public bool AnswerSent { get; set; } = true;

    public string? Fault { get; set; }

    public JournalEntry Numbered(int seq) => this with { Seq = seq };
}
