using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Granting;

/// <summary>Where a grant comes from.</summary>
public enum GrantSource
{
    /// <summary>The person had the seat when a check matched them.</summary>
    Imported,
    /// <summary>Somebody gave it to this one person.</summary>
    Individual,
    /// <summary>A group of the IdP that is mapped to the hub.</summary>
    Group,
    /// <summary>A team that was given the hub.</summary>
    Team,
}

/// <summary>How sources are called.</summary>
public static class GrantSources
{
    /// <summary>What a source that is shared by several people is called in a sentence.</summary>
    /// <param name="source">Team or group.</param>
    public static string Noun(this GrantSource source) => source == GrantSource.Team ? "team" : "group";
}

/// <summary>Why a person has a seat, or access to the hub. A person may hold several.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="SourceId">The team or group.</param>
/// <param name="SourceName">Its name when the grant was written.</param>
/// <param name="AppRole">The role in the app; null is whatever the app shows.</param>
/// <param name="HubRole">The role in the hub.</param>
/// <param name="Since">When it was given.</param>
/// <param name="GivesSeat">False where it gives access to the hub alone.</param>
public sealed record Grant(
    string UserId,
    GrantSource Source,
    string? SourceId,
    string? SourceName,
    AppRole? AppRole,
    HubRole HubRole,
    DateTimeOffset Since,
    bool GivesSeat = true)
{
    /// <summary>When a complete read of the group first told that the person is not in it any more, or they left the workspace; null while neither is so.</summary>
    public DateTimeOffset? LeftSince { get; init; }

    /// <summary>When a second read, at least the hub's grace later, told it again, or the person had left the workspace: only a person's word is waited for.</summary>
    public DateTimeOffset? LapsedAt { get; init; }

    /// <summary>Whether its group was found without anybody all at once, where there had been several: then nobody's seat goes without a person's word.</summary>
    public bool NeedsWord { get; init; }

    /// <summary>What gave it, or changed it last, where a group did: the event that the group's provider sent, or the read that found it.</summary>
    public string? Cause { get; init; }

    /// <summary>Whether the person is in the team or group no more: the grant is kept for a while, and nothing new comes of it.</summary>
    public bool IsLeft => LeftSince is not null;

    /// <summary>Whether a team or group holds the seat, so that it is changed there and not for one person.</summary>
    public bool Holds => IsShared && LapsedAt is null;

    /// <summary>What it gives and how it stands, whatever its team or group is called, and whatever made it so.</summary>
    public Grant ToNameless() => this with { SourceName = null, Cause = null };

    /// <summary>What it gives, whatever is noted about it.</summary>
    public Grant ToBare() => ToNameless() with { LeftSince = null, LapsedAt = null, NeedsWord = false };

    /// <summary>Names the grant within its hub: a person has at most one from each source.</summary>
    public GrantKey Key => new(UserId, Source, SourceId);

    /// <summary>Whether a team or a group gave it, so that it is changed there and not for one person.</summary>
    public bool IsShared => Source is GrantSource.Team or GrantSource.Group;

    /// <summary>A grant of one person that no team or group gave.</summary>
    /// <param name="userId">The person.</param>
    /// <param name="source"><see cref="GrantSource.Individual"/> or <see cref="GrantSource.Imported"/>.</param>
    /// <param name="appRole">The role in the app.</param>
    /// <param name="hubRole">The role in the hub.</param>
    /// <param name="since">When it is given.</param>
    public static Grant OfPerson(string userId, GrantSource source, AppRole? appRole, HubRole hubRole, DateTimeOffset since) =>
        new(userId, source, null, null, appRole, hubRole, since);
}

/// <summary>Names one grant of a hub.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="SourceId">The team or group.</param>
public sealed record GrantKey(string UserId, GrantSource Source, string? SourceId = null);

/// <summary>What a person's grants come to: the highest role of each kind wins. What only waits for a person's word keeps a seat, and makes nobody Owner.</summary>
/// <param name="HasSeat">Whether any of them gives a seat.</param>
/// <param name="AppRole">The role in the app; null without a seat, or where no grant says one.</param>
/// <param name="HubRole">The role in the hub; null without a grant.</param>
public sealed record Standing(bool HasSeat, AppRole? AppRole, HubRole? HubRole)
{
    /// <summary>What somebody has who holds nothing.</summary>
    public static Standing Nothing { get; } = new(HasSeat: false, AppRole: null, HubRole: null);

    /// <summary>What grants of one person come to.</summary>
    /// <param name="grants">The grants.</param>
    public static Standing Of(IReadOnlyCollection<Grant> grants)
    {
        ArgumentNullException.ThrowIfNull(grants);
        var seats = grants.Where(grant => grant.GivesSeat).ToList();
        return new Standing(seats.Count > 0, seats.Max(grant => grant.AppRole), grants.Max(grant => (HubRole?)(grant.LapsedAt is null ? grant.HubRole : Access.HubRole.Collaborator)));
    }
}
