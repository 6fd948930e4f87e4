namespace Seatkeeper.AhrefsSimulator.Model;

/// <summary>A signed-in browser.</summary>
/// <param name="Secret">The cookie's value.</param>
/// <param name="Id">The name that the journal may show.</param>
public sealed record Session(string Secret, string Id, string OpenedBy, DateTimeOffset CreatedAt, string UserAgentHash)
{
    /// <summary>Whose session it is; a fault can make it another person's than who opened it.</summary>
    public string AccountEmail { get; set; } = OpenedBy;

    public DateTimeOffset LastSeenAt { get; set; } = CreatedAt;
    public string? WorkspaceId { get; set; }
    public bool Revoked { get; set; }

    /// <inheritdoc />
    public override string ToString() => $"Session {Id}";
}

/// <summary>What a half-finished sign-in still waits for.</summary>
public sealed record HalfSession(string Secret, string AccountEmail, DateTimeOffset CreatedAt, string ReturnPath)
{
    /// <summary>One of totp, method, emailLink, enroll.</summary>
    public required string Waits { get; set; }

    public bool LinkConfirmed { get; set; }

    /// <inheritdoc />
    public override string ToString() => $"HalfSession {{ Waits = {Waits} }}";
}
