namespace Seatkeeper.AhrefsSimulator.Model;

/// <summary>A confirmed member. The id is opaque and is issued anew by every reset.</summary>
public sealed record Member(
    string Id,
    string Email,
    string Name,
    AccessLevel Role,
    DateTimeOffset JoinedAt,
    DateTimeOffset? LastActiveAt,
    bool TwoFactor,
    bool Active = true);
