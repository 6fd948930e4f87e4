using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Contracts;

/// <summary>A group of an identity provider.</summary>
/// <param name="GroupId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Origin"><c>Graph</c>, where it can be read at any time, or <c>Scim</c>, where the provider tells its changes.</param>
/// <param name="MemberCount">How many people are in it; null of one that was never mapped.</param>
public sealed record GroupResponse(string GroupId, string Name, string Origin, int? MemberCount = null);

/// <summary>A group that is mapped to a hub.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Name">Its name.</param>
/// <param name="MemberCount">How many people are in it.</param>
/// <param name="AppRole">The role in the app that it gives.</param>
/// <param name="HubRole">The role in the hub that it gives.</param>
/// <param name="Since">Since when.</param>
/// <param name="ReadAt">When its members were read last, completely; null where they never were, and then it changes nobody.</param>
/// <param name="IsGone">Whether it was deleted at its provider.</param>
/// <param name="Ends">Set while it is being taken from the hub: in which way.</param>
public sealed record HubGroupResponse(
    string GroupId, string Name, int MemberCount, AppRole AppRole, HubRole HubRole, DateTimeOffset Since, DateTimeOffset? ReadAt, bool IsGone, SourceEnd? Ends = null);

/// <summary>What a change of a hub's groups would do; nothing was started.</summary>
/// <param name="People">To whom.</param>
/// <param name="Changes">In the app: one plan for each task that would be started.</param>
public sealed record HubGroupPlanResponse(IReadOnlyList<GrantChangeResponse> People, IReadOnlyList<ChangePlanResponse> Changes);
