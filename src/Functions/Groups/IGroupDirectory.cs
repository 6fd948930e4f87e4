using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Groups;

/// <summary>
/// The groups of the identity provider that can be asked for them. It reads, and writes nothing: <see cref="GroupReads"/> writes what it
/// read. Providers that tell their groups by SCIM cannot be asked; their rows are all that is known.
/// </summary>
public interface IGroupDirectory
{
    /// <summary>Whether there is a provider that can be asked. Where there is none, nothing else is called.</summary>
    bool IsConnected { get; }

    /// <summary>Finds groups by a part or the beginning of their name, whatever the provider can search for.</summary>
    /// <param name="text">What is searched for; empty is any group.</param>
    /// <param name="most">The most groups that are wanted.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="AppFailureException"><see cref="FailureKind.DirectoryUnavailable"/> where the provider did not answer.</exception>
    Task<IReadOnlyList<FoundGroup>> SearchAsync(string text, int most, CancellationToken cancel);

    /// <summary>Reads one group and everybody who is in it, by way of other groups as well, to the end.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The group, or null where the provider says that there is none, or none any more.</returns>
    /// <exception cref="AppFailureException">
    /// <see cref="FailureKind.DirectoryUnavailable"/> where the provider did not answer, or not to the end: half a list is never given. Also
    /// where it does not have the group, and the group is known to be another tenant's: that says nothing about it.
    /// </exception>
    Task<ReadGroup?> ReadAsync(string groupId, CancellationToken cancel);
}

/// <summary>A group that was found at its provider.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
public sealed record FoundGroup(string Id, string Name);

/// <summary>A group as it was read to the end.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="MemberIds">Who is in it: ids of workspace users. Some may not be known yet.</param>
/// <param name="StartedAt">When the read began.</param>
public sealed record ReadGroup(string Id, string Name, IReadOnlyList<string> MemberIds, DateTimeOffset StartedAt)
{
    /// <summary>The tenant that it is of; null where the provider has no such thing.</summary>
    public string? TenantId { get; init; }

    /// <summary>The groups by way of which somebody is in it, to any depth.</summary>
    public IReadOnlyList<string> NestedIds { get; init; } = [];
}

/// <summary>Stands where no identity provider is connected that could be asked.</summary>
public sealed class NoGroupDirectory : IGroupDirectory
{
    /// <inheritdoc />
    public bool IsConnected => false;

    /// <inheritdoc />
    public Task<IReadOnlyList<FoundGroup>> SearchAsync(string text, int most, CancellationToken cancel) => throw NotConnected();

    /// <inheritdoc />
    public Task<ReadGroup?> ReadAsync(string groupId, CancellationToken cancel) => throw NotConnected();

    private static RefusedException NotConnected() => new(RefusalKind.StageNotAllowed, "No identity provider is connected that could be asked for groups.");
}
