using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Model;

namespace Seatkeeper.GraphSimulator.Worlds;

/// <summary>What a world is made from; kept, so that a reset makes the same world again.</summary>
public sealed record WorldRecipe
{
    /// <summary>The world's id; without one it is made up.</summary>
    public string? Id { get; init; }

    public int Seed { get; init; } = 42;

    /// <summary>How many people are made up.</summary>
    public int Users { get; init; }

    /// <summary>Every so many-th of the made-up people is a guest; 0 for none.</summary>
    public int GuestEvery { get; init; }

    public string Domain { get; init; } = "corp.test";

    /// <summary>People by name, before the made-up ones.</summary>
    public IReadOnlyList<UserFields> People { get; init; } = [];

    public IReadOnlyList<GroupRecipe> Groups { get; init; } = [];

    /// <summary>Fields of <see cref="WorldOptions"/>.</summary>
    public JsonObject? Options { get; init; }

    /// <summary>Fields of <see cref="DeliveryOptions"/>.</summary>
    public JsonObject? Delivery { get; init; }

    public AppRecipe App { get; init; } = new();
}

/// <summary>A group and who is in it.</summary>
public sealed record GroupRecipe
{
    public required string DisplayName { get; init; }

    /// <summary>Users and groups by address, principal name, id or display name; a group may stand further down in the recipe.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>So many of the made-up people, from <see cref="From"/> on.</summary>
    public int MadeUp { get; init; }

    public int From { get; init; }

    /// <summary>A Microsoft 365 group, which is deleted softly; any other is gone at once.</summary>
    public bool Unified { get; init; }
}

/// <summary>The registered application, and its tenant.</summary>
public sealed record AppRecipe
{
    public string TenantId { get; init; } = "7d96d549-841b-4092-9c09-89abae4c860c";
    public string ClientId { get; init; } = "31f8bf3d-2f0b-4c5e-9f2e-5a4a6b2f6c01";
    public string ClientSecret { get; init; } = "sim-graph-secret-canary";

    /// <summary>The secret is past its end.</summary>
    public bool SecretExpired { get; init; }

    /// <summary>Nobody consents to the app's permissions any more: every call is forbidden.</summary>
    public bool ConsentRemoved { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"AppRecipe {{ ClientId = {ClientId} }}";
}
