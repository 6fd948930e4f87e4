using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Seeding;

/// <summary>What a data set holds: a pure function of its name and a seed, so that a test can compute what it expects.</summary>
public sealed record SeededWorld(string OperatorEmail, IReadOnlyList<SeededWorkspace> Workspaces);

public sealed record SeededWorkspace(
    string Id,
    WorkspaceSettings Settings,
    IReadOnlyList<SeededMember> Members,
    IReadOnlyList<SeededInvitation> Invitations);

/// <summary>A member as seeded; an empty name means that the person never gave one.</summary>
public sealed record SeededMember(
    string Email,
    string Name,
    AccessLevel Role,
    DateTimeOffset JoinedAt,
    DateTimeOffset? LastActiveAt,
    bool TwoFactor);

public sealed record SeededInvitation(string Email, AccessLevel Role, string InvitedBy, DateTimeOffset SentAt, bool Expired);
