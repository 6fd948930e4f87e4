using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Contracts;

/// <summary>Makes a team, or says all of it anew.</summary>
/// <param name="Name">1 to 80 characters; no other team has it in any case.</param>
/// <param name="MemberIds">Ids of workspace users, at most 5,000; none where it is left away.</param>
public sealed record TeamRequest(string? Name, IReadOnlyList<string>? MemberIds = null);

/// <summary>A team.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="MemberCount">How many people are in it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ChangedAt">When its name or members were changed last.</param>
/// <param name="MemberIds">Who is in it; null in a list.</param>
/// <param name="HubIds">Hubs that it was given; null in a list, and for whoever may not change teams.</param>
/// <param name="Tasks">Tasks that bring those hubs in step with a change: only in the answer to it.</param>
/// <param name="Effects">What the change would do in each hub: only in the answer to <c>dryRun=true</c>, and nothing was changed.</param>
public sealed record TeamResponse(
    string Id, string Name, int MemberCount, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt,
    IReadOnlyList<string>? MemberIds = null, IReadOnlyList<string>? HubIds = null, IReadOnlyList<HubTaskReference>? Tasks = null,
    IReadOnlyList<TeamHubEffect>? Effects = null);

/// <summary>A task of a hub.</summary>
/// <param name="HubId">The hub.</param>
/// <param name="TaskId">The task.</param>
public sealed record HubTaskReference(string HubId, string TaskId);

/// <summary>What a change of a team would do in one hub.</summary>
/// <param name="HubId">The hub.</param>
/// <param name="Given">People who would be given something, or something else.</param>
/// <param name="Ended">People to whom nothing would be given any more by a team.</param>
/// <param name="Invitations">Invitations that would be sent.</param>
/// <param name="RoleChanges">Roles that would be changed.</param>
/// <param name="Removals">Seats that would be taken away.</param>
/// <param name="NeedsApproval">Whether the guard would ask a person first.</param>
/// <param name="Seats">The seats that it needs.</param>
public sealed record TeamHubEffect(string HubId, int Given, int Ended, int Invitations, int RoleChanges, int Removals, bool NeedsApproval, SeatNeedResponse? Seats);

/// <summary>Gives a hub to a team, or changes what it gives.</summary>
/// <param name="AppRole"><c>Admin</c>, <c>Member</c> or <c>Guest</c>; the hub's default role where it is left away.</param>
/// <param name="HubRole"><c>Owner</c> or <c>Collaborator</c>, which it is where it is left away; guests are Collaborators in any case.</param>
public sealed record GiveHubRequest(string? AppRole = null, string? HubRole = null);

/// <summary>A team that a hub was given to.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Name">Its name.</param>
/// <param name="MemberCount">How many people are in it.</param>
/// <param name="AppRole">The role in the app that it gives.</param>
/// <param name="HubRole">The role in the hub that it gives.</param>
/// <param name="Since">Since when.</param>
/// <param name="Ends">Set while it is being taken from the hub: in which way.</param>
public sealed record HubTeamResponse(string TeamId, string Name, int MemberCount, AppRole AppRole, HubRole HubRole, DateTimeOffset Since, SourceEnd? Ends = null);

/// <summary>What a change of a hub's teams would do; nothing was started.</summary>
/// <param name="People">To whom.</param>
/// <param name="Changes">In the app: one plan for each task that would be started.</param>
public sealed record HubTeamPlanResponse(IReadOnlyList<GrantChangeResponse> People, IReadOnlyList<ChangePlanResponse> Changes);

/// <summary>What would become of one person's grants.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Target">The person, for people.</param>
/// <param name="AppRoleBefore">The highest role in the app that their grants came to, or null.</param>
/// <param name="AppRole">The one that they would come to.</param>
/// <param name="HubRoleBefore">The highest role in the hub.</param>
/// <param name="HubRole">The one that they would come to.</param>
/// <param name="Sentence">Why nothing would follow in the app, where one could expect it.</param>
public sealed record GrantChangeResponse(string UserId, string Target, AppRole? AppRoleBefore, AppRole? AppRole, HubRole? HubRoleBefore, HubRole? HubRole, string? Sentence);

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
