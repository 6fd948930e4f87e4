using System.Text.Json.Nodes;

namespace Seatkeeper.AhrefsSimulator.Worlds;

/// <summary>What a world is made from; kept, so that a reset makes the same world again.</summary>
public sealed record WorldRecipe
{
    public string Set { get; init; } = "small";
    public int Seed { get; init; } = 42;
    public string? Variant { get; init; }
    public string? Locale { get; init; }
    public string? Plan { get; init; }

    /// <summary>Fields of the first workspace.</summary>
    public JsonObject? Overrides { get; init; }

    /// <summary>Fields of the world's options.</summary>
    public JsonObject? Options { get; init; }

    /// <summary>A latency preset.</summary>
    public string? Latency { get; init; }

    public AccountRecipe Account { get; init; } = new();
}

/// <summary>The automation account.</summary>
public sealed record AccountRecipe
{
    public string Email { get; init; } = Seeding.DataSets.DefaultOperator;
    public string Password { get; init; } = "pw-canary-42";
    public string? TotpSecret { get; init; } = "JBSWY3DPEHPK3PXP";
    public IReadOnlyList<string> Methods { get; init; } = ["totp"];
    public bool RequireEmailLink { get; init; }
    public int? MaxSessions { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"AccountRecipe {{ Email = {Email} }}";
}
