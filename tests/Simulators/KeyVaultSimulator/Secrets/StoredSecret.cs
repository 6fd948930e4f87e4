namespace Seatkeeper.KeyVaultSimulator.Secrets;

/// <summary>Where a secret is on its way between being there and being gone.</summary>
internal enum SecretState
{
    Active,
    Deleting,
    Deleted,
    Recovering,
    Purging,
}

/// <summary>A secret with all its versions, the newest last.</summary>
internal sealed class StoredSecret(string name)
{
    public string Name { get; } = name;

    public List<SecretVersion> Versions { get; } = [];

    public SecretState State { get; set; }

    public DateTimeOffset DeletedAt { get; set; }

    /// <summary>Requests that still find it on its way.</summary>
    public int RequestsLeft { get; set; }
}

/// <summary>One version of a secret.</summary>
internal sealed record SecretVersion(string Id, string Value, DateTimeOffset CreatedAt)
{
    public bool Enabled { get; set; } = true;

    public string? ContentType { get; init; }

    public override string ToString() => Id;
}
