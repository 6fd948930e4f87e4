using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Contracts;

/// <summary>Invites people, or gives the hub to teams: one of the two.</summary>
/// <param name="People">1 to 500 people, each by <c>userId</c> or <c>email</c>.</param>
/// <param name="TeamIds">1 to 100 teams, which are given the hub with these roles.</param>
/// <param name="AppRole"><c>Admin</c>, <c>Member</c> or <c>Guest</c>; the hub's default role where it is left away.</param>
/// <param name="HubRole"><c>Collaborator</c>, or <c>Owner</c> for people of the workspace who are no guests.</param>
/// <param name="Seat">False for an <c>Owner</c> without a seat in the app.</param>
public sealed record AddMembersRequest(
    IReadOnlyList<PersonToAdd>? People, IReadOnlyList<string>? TeamIds = null, string? AppRole = null, string? HubRole = null, bool? Seat = null);

/// <summary>Somebody who is to be invited: exactly one of the two.</summary>
/// <param name="UserId">A workspace user.</param>
/// <param name="Email">An address.</param>
public sealed record PersonToAdd(string? UserId = null, string? Email = null);

/// <summary>Changes a member's role.</summary>
/// <param name="AppRole"><c>Admin</c>, <c>Member</c> or <c>Guest</c>.</param>
/// <param name="Allow"><c>lastAdmin</c>: nobody need be Admin any more besides the Owner and the automation account.</param>
public sealed record UpdateRoleRequest(string? AppRole, IReadOnlyList<string>? Allow = null);

/// <summary>Takes seats away, or the hub from teams: one of the two.</summary>
/// <param name="MemberIds">1 to 500 members; of those who are only invited the invitation is taken back.</param>
/// <param name="TeamIds">1 to 100 teams that the hub is taken from.</param>
/// <param name="Scope"><c>app</c>: the seat and the access to the hub. <c>hub</c>: only the access; the seat stays, exempted with the reason. Of teams, with <c>app</c> goes whom nothing else gives a seat, and with <c>hub</c> all keep it as their own.</param>
/// <param name="Reason">3 to 500 characters.</param>
/// <param name="Allow"><c>lastAdmin</c>, <c>apiKeys</c>, <c>projects</c>: what is refused otherwise; not for teams.</param>
public sealed record RemoveMembersRequest(
    IReadOnlyList<string>? MemberIds, IReadOnlyList<string>? TeamIds = null, string? Scope = null, string? Reason = null, IReadOnlyList<string>? Allow = null);

/// <summary>Takes the seats of people away who left the directory.</summary>
/// <param name="MemberIds">1 to 500 members whom the last report lists as leavers.</param>
/// <param name="Allow"><c>lastAdmin</c>, <c>apiKeys</c>, <c>projects</c>: what is refused otherwise.</param>
public sealed record ApplyLeaversRequest(IReadOnlyList<string>? MemberIds, IReadOnlyList<string>? Allow = null);

/// <summary>What a change would do; nothing was started.</summary>
/// <param name="PlanDigest">Names everything that would be done.</param>
/// <param name="Items">One a person.</param>
/// <param name="Guard">What the guard says.</param>
/// <param name="Seats">The seats that it needs.</param>
public sealed record ChangePlanResponse(string PlanDigest, IReadOnlyList<PlannedChangeResponse> Items, GuardVerdictResponse Guard, SeatNeedResponse Seats);

/// <summary>What would be done to one person.</summary>
/// <param name="MemberId">The member, or null for somebody new.</param>
/// <param name="Target">The person.</param>
/// <param name="Action">What would be done.</param>
/// <param name="RoleBefore">The role's text now.</param>
/// <param name="Role">The role afterwards, where it is set.</param>
/// <param name="Outcome">Whether it would be done.</param>
/// <param name="Refused">The rule that forbids it.</param>
/// <param name="Sentence">Why it would not be done.</param>
/// <param name="Remedy">What to do about that.</param>
public sealed record PlannedChangeResponse(
    string? MemberId, string Target, ChangeAction Action, string? RoleBefore, AppRole? Role, PlannedOutcome Outcome, FailureKind? Refused, string? Sentence, string? Remedy);

/// <summary>Whether a planned change would be done.</summary>
public enum PlannedOutcome
{
    /// <summary>It would.</summary>
    Change,
    /// <summary>It is so already.</summary>
    NoChange,
    /// <summary>A rule forbids it.</summary>
    Refused,
}

/// <summary>What the guard says about a plan.</summary>
/// <param name="NeedsApproval">A person has to approve it before anything is done.</param>
/// <param name="Losses">How many members would lose their seat.</param>
/// <param name="Sentence">The same for people.</param>
public sealed record GuardVerdictResponse(bool NeedsApproval, int Losses, string Sentence);

/// <summary>The seats that a plan needs; null where the app did not show a figure at the last check.</summary>
/// <param name="Needed">Seats for new invitations, and for those that ran out and are sent again.</param>
/// <param name="Free">Paid for and not in use.</param>
/// <param name="Paid">Paid for.</param>
/// <param name="Maximum">The most that the app's plan allows.</param>
/// <param name="ToBuy">Seats that are short, and would have to be bought.</param>
/// <param name="Cost">What those cost more a month together, by the hub's setting <c>seatPrice</c>; null where it is not set.</param>
/// <param name="Currency">ISO 4217, of the cost.</param>
/// <param name="NotBought">Why none may be bought, where some are short; null where the hub's permission to spend covers them.</param>
public sealed record SeatNeedResponse(int Needed, int? Free, int? Paid, int? Maximum, int? ToBuy, decimal? Cost, string? Currency, string? NotBought);
