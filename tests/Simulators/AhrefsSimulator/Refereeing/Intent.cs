namespace Seatkeeper.AhrefsSimulator.Refereeing;

/// <summary>An effect that the test permits. The product never sees it.</summary>
public sealed record Intent
{
    public static readonly IReadOnlyList<string> Kinds = ["invite", "changeRole", "remove", "cancelInvite", "resend", "none"];

    public required string Key { get; init; }

    /// <summary>invite, changeRole, remove, cancelInvite, resend or none.</summary>
    public required string Kind { get; init; }

    public string WorkspaceId { get; init; } = "ws_01";
    public string? Email { get; init; }
    public string? Role { get; init; }
    public int MaxSeatCents { get; init; }
    public int MaxTimes { get; init; } = 1;
}

/// <summary>What the test permits in a world.</summary>
public sealed class IntentBook
{
    private readonly List<Intent> intents = [];

    public IReadOnlyList<Intent> All => intents;

    /// <summary>Every effect by the operator needs an intent.</summary>
    public bool Strict { get; set; }

    public void Add(Intent intent) => intents.Add(intent);
}
