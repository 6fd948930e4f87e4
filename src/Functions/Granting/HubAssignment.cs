using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.Granting;

/// <summary>A team that was given a hub, or a group that is mapped to it.</summary>
/// <param name="HubId">The hub.</param>
/// <param name="SourceId">The team or group.</param>
/// <param name="AppRole">The role in the app that it gives.</param>
/// <param name="HubRole">The role in the hub that it gives.</param>
/// <param name="Ends">How it is taken from the hub; null where it is not.</param>
/// <param name="Since">When it was given.</param>
/// <param name="ChangedBy">Who gave or changed it last.</param>
public sealed record HubAssignment(string HubId, string SourceId, AppRole AppRole, HubRole HubRole, SourceEnd? Ends, DateTimeOffset Since, TeamAuthor ChangedBy)
{
    /// <summary>False as long as no run of the hub was started for it.</summary>
    public bool IsTold { get; init; }

    /// <summary>What the activity is to tell of this change, until it is told.</summary>
    public ActivityEntry? Untold { get; init; }

    /// <summary>When the row was stored, by the storage's clock.</summary>
    public DateTimeOffset? StoredAt { get; init; }

    /// <summary>Names this change of the row; the telling of it is none.</summary>
    public string Stamp { get; init; } = "";

    /// <summary>The row's version.</summary>
    public string ETag { get; init; } = "";

    /// <summary>Refuses to take it from the hub in another way while that is done: what is begun would go on, whatever is answered.</summary>
    /// <param name="what">What it is: a team or a group.</param>
    /// <param name="scope">What is to become of its people.</param>
    /// <exception cref="RefusedException">It is being taken in another way.</exception>
    public void RefuseOtherEnd(string what, SourceEnd scope)
    {
        if (Ends is { } under && under != scope)
            throw new RefusedException(RefusalKind.StageNotAllowed, $"The {what} is being taken from the hub with scope {under} already. To take it otherwise, give it the hub again first.");
    }
}
