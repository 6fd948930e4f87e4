using Azure;
using Seatkeeper.Domain.Granting;

namespace Seatkeeper.Functions.Groups;

/// <summary>Where a group is kept.</summary>
public enum GroupOrigin
{
    /// <summary>Microsoft Entra, read through Microsoft Graph.</summary>
    Graph,
    /// <summary>Another identity provider, which tells its changes by SCIM.</summary>
    Scim,
}

/// <summary>What made a group's row what it is: it is told to whoever asks why somebody has, or lost, a seat.</summary>
/// <param name="Kind">What happened: <c>notification</c>, <c>reconcile</c>, <c>delta</c>, <c>scim</c> and the like.</param>
/// <param name="Id">Names it where its sender does: a notification's id, a SCIM request's.</param>
/// <param name="At">When it reached Seatkeeper.</param>
public sealed record GroupCause(string Kind, string? Id, DateTimeOffset At);

/// <summary>What is known of a group of an identity provider without its members.</summary>
/// <param name="Id">Its id: of Graph the object id, of SCIM the resource's.</param>
/// <param name="Origin">Where it is kept.</param>
/// <param name="ConnectionId">The SCIM connection; null of Graph.</param>
/// <param name="ExternalId">The provider's own id of a SCIM group.</param>
/// <param name="Name">Its name.</param>
/// <param name="Members">How many people are in it.</param>
/// <param name="Version">Names what it holds; another one with every change of name or members.</param>
/// <param name="ChangedAt">When it was changed last.</param>
/// <param name="Cause">What changed it last.</param>
public sealed record GroupSummary(
    string Id, GroupOrigin Origin, string? ConnectionId, string? ExternalId, string Name, int Members, string Version, DateTimeOffset ChangedAt, GroupCause Cause)
{
    /// <summary>
    /// When its members were read last, completely; of SCIM, which tells every change, when the row was looked at last. An absence counts
    /// only once a second read, the hub's grace after the first, finds it again.
    /// </summary>
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>When it was made, where its provider told that.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when its members are known to be these.</summary>
    public DateTimeOffset SeenAt => ReadAt > ChangedAt ? ReadAt : ChangedAt;

    /// <summary>Whether all its members are known: those of Entra once they were read to the end, those of SCIM from the start.</summary>
    public bool WasRead => Origin == GroupOrigin.Scim || ReadAt != default;

    /// <summary>The tenant that a group of Entra was read from; null of SCIM, and before it was read.</summary>
    public string? TenantId { get; init; }

    /// <summary>The provider said that it is deleted: nobody is in it any more.</summary>
    public bool IsGone { get; init; }

    /// <summary>False as long as its hubs were not told of the last change.</summary>
    public bool IsTold { get; init; } = true;

    /// <summary>The row's version; default for one that is new.</summary>
    public ETag Tag { get; init; }
}

/// <summary>A group of an identity provider.</summary>
/// <param name="About">All but its members.</param>
/// <param name="MemberIds">Who is in it, by way of other groups as well: ids of workspace users. Some may not be known yet.</param>
public sealed record IdpGroup(GroupSummary About, IReadOnlyList<string> MemberIds)
{
    /// <summary>The most people of one group: what one row holds.</summary>
    public const int MostMembers = 40_000;

    /// <summary>When people left it of late.</summary>
    public Leavings Leavings { get; init; } = Leavings.None;
}
