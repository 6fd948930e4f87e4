using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Contracts;

/// <summary>Connects a business hub.</summary>
/// <param name="App">The app's id of the catalog.</param>
/// <param name="Label">1 to 80 characters.</param>
/// <param name="Identifier">The business unique identifier: 3 to 30 ASCII letters or digits, unique for the app in any case.</param>
/// <param name="LoginMethod"><c>usernamePassword</c>; <c>sso</c> is refused.</param>
/// <param name="AutomationAccountId">A saved account of the app whose purpose is automation.</param>
/// <param name="Workspace">The app's workspace by exact name, where the account sees several; by its id where several have that name, and the account has it open.</param>
public sealed record ConnectHubRequest(string? App, string? Label, string? Identifier, string? LoginMethod, string? AutomationAccountId, string? Workspace);

/// <summary>Changes a hub's settings; what is null stays.</summary>
/// <param name="Label">1 to 80 characters.</param>
/// <param name="Guard">The thresholds of the loss guard.</param>
/// <param name="Leavers"><c>confirm</c> or <c>automatic</c>.</param>
/// <param name="Spending">The permission to spend; seats are bought only within it.</param>
/// <param name="AdoptExistingMembers">Whether group changes may also remove members who were there before.</param>
/// <param name="GraceMinutes">How long a removal by a group change waits, 0 to 10,080.</param>
/// <param name="DefaultAppRole">The role of people who are added without one: <c>Member</c>, <c>Admin</c> or <c>Guest</c>.</param>
/// <param name="DefaultHubRole">The role in the hub of people who are added without one: <c>Collaborator</c> or <c>Owner</c>; guests are only ever the former.</param>
/// <param name="SeatReleasedAfterDays">Days without a sign of life after which a seat is named as one that could be released, 1 to 365; 0 is never.</param>
public sealed record PatchHubRequest(
    string? Label, GuardSettings? Guard, string? Leavers, SpendingSettings? Spending, bool? AdoptExistingMembers, int? GraceMinutes, string? DefaultAppRole,
    string? DefaultHubRole = null, int? SeatReleasedAfterDays = null)
{
    /// <summary>What a seat costs: for the report of seats, for what a plan would cost, and to hold the permission to spend against.</summary>
    public SeatPriceSettings? SeatPrice { get; init; }
}

/// <summary>The loss guard trips above both figures, and always above the third.</summary>
/// <param name="MaxLosses">Losses in 24 hours that never trip, 0 to 5.</param>
/// <param name="MaxPercent">Percent of the members, 0 to 50; above 20 only after 24 hours.</param>
/// <param name="MaxTotal">Losses in 24 hours that always trip, 1 to 500.</param>
public sealed record GuardSettings(int? MaxLosses, int? MaxPercent, int? MaxTotal);

/// <summary>What may be spent on seats: only where the price is known too, by the setting <c>seatPrice</c>, and within it.</summary>
/// <param name="MaxExtraSeats">How many seats more than were paid for at the last check before it was given; 0 takes the permission back, and then the rest may be left away.</param>
/// <param name="MaxPriceEach">The most that one may cost a month.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Until">Until when.</param>
public sealed record SpendingSettings(int MaxExtraSeats, decimal MaxPriceEach, string Currency, DateTimeOffset Until);

/// <summary>What one seat costs a month, as the company pays it: the app's pages do not tell a price that could be relied on.</summary>
/// <param name="Each">The price of one seat, more than 0.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record SeatPriceSettings(decimal Each, string Currency);

/// <summary>A business hub. A Collaborator sees only the first four fields.</summary>
/// <param name="Id">Its id.</param>
/// <param name="App">The app's id.</param>
/// <param name="Label">Its label.</param>
/// <param name="MyRole">The caller's role in it, or null.</param>
/// <param name="Identifier">The business unique identifier.</param>
/// <param name="LoginMethod">How the automation signs in.</param>
/// <param name="State">Where it stands.</param>
/// <param name="RequiresSync">True where the last good check is older than two days, or there was none in the two days since it was made.</param>
/// <param name="Attention">Why it needs a person, or null.</param>
/// <param name="AutomationAccountId">The automation account.</param>
/// <param name="Workspace">The pinned workspace of the app, or null while connecting.</param>
/// <param name="Counts">Present members by status.</param>
/// <param name="Seats">Seats at the last check.</param>
/// <param name="LastCheck">The last good check.</param>
/// <param name="ActiveTaskId">The task that is connecting, checking or changing members, or null.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="CreatedAt">When it was connected.</param>
/// <param name="RemovalTaskId">The task that removes it, while its state is <c>Removing</c>.</param>
public sealed record HubResponse(
    string Id, string App, string Label, HubRole? MyRole,
    string? Identifier = null, string? LoginMethod = null, HubState? State = null, bool? RequiresSync = null, HubAttention? Attention = null,
    string? AutomationAccountId = null, HubWorkspace? Workspace = null, MemberCounts? Counts = null, SeatsResponse? Seats = null,
    DateTimeOffset? LastCheck = null, string? ActiveTaskId = null, HubSettings? Settings = null, DateTimeOffset? CreatedAt = null,
    string? RemovalTaskId = null);

/// <summary>Why a hub needs a person.</summary>
/// <param name="Reason">The group of reasons.</param>
/// <param name="Kind">The failure's or refusal's kind.</param>
/// <param name="Sentence">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Choices">The workspaces to choose from, where that is the question.</param>
/// <param name="Since">Since when.</param>
/// <param name="NextTry">The first daily check that begins from then on tries again by itself; null where only a person helps.</param>
public sealed record HubAttention(
    AttentionReason Reason, string Kind, string Sentence, string Remedy, IReadOnlyList<string>? Choices, DateTimeOffset Since, DateTimeOffset? NextTry = null);

/// <summary>A workspace of the app.</summary>
/// <param name="Id">The app's own id.</param>
/// <param name="Name">Its name.</param>
public sealed record HubWorkspace(string Id, string Name);

/// <summary>Present members by status.</summary>
/// <param name="Onboarded">Matched to directory users.</param>
/// <param name="Guest">Matched to people outside the directory.</param>
/// <param name="Unmatched">Matched to nobody.</param>
/// <param name="Exempted">Exempted.</param>
public sealed record MemberCounts(int Onboarded, int Guest, int Unmatched, int Exempted);

/// <summary>Seats at the last check; null where the app does not show a figure.</summary>
/// <param name="Used">In use, invitations included.</param>
/// <param name="Paid">Paid for.</param>
/// <param name="Free">Paid for and not in use.</param>
/// <param name="Maximum">The most that the plan allows.</param>
public sealed record SeatsResponse(int? Used, int? Paid, int? Free, int? Maximum);

/// <summary>A hub's settings in force.</summary>
/// <param name="Guard">The loss guard.</param>
/// <param name="Leavers"><c>confirm</c> or <c>automatic</c>.</param>
/// <param name="Spending">The permission to spend, or null.</param>
/// <param name="AdoptExistingMembers">Whether group changes may also remove members who were there before.</param>
/// <param name="GraceMinutes">How long a removal by a group change waits.</param>
/// <param name="DefaultAppRole">The role of people who are added without one.</param>
/// <param name="PendingGuard">Looser thresholds that come into force later, or null.</param>
/// <param name="PendingGuardFrom">When they do.</param>
/// <param name="DefaultHubRole">The role in the hub of people who are added without one.</param>
/// <param name="SeatReleasedAfterDays">Days without a sign of life after which a seat is named as one that could be released; 0 is never.</param>
public sealed record HubSettings(
    GuardSettings Guard, string Leavers, SpendingSettings? Spending, bool AdoptExistingMembers, int GraceMinutes, string DefaultAppRole,
    GuardSettings? PendingGuard = null, DateTimeOffset? PendingGuardFrom = null, HubRole DefaultHubRole = HubRole.Collaborator, int SeatReleasedAfterDays = 0)
{
    /// <summary>What a seat costs, where it was set.</summary>
    public SeatPriceSettings? SeatPrice { get; init; }
}

/// <summary>Connects a hub again.</summary>
/// <param name="Workspace">The app's workspace by exact name, where several were found; by its id where several have that name, and the account has it open.</param>
public sealed record RetryHubRequest(string? Workspace);

/// <summary>A member of a hub.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Email">The address that the app shows.</param>
/// <param name="Name">The name that the app shows.</param>
/// <param name="AppRole">The role in the app; null where its text is unknown.</param>
/// <param name="RawRole">The role's text as shown.</param>
/// <param name="Presence">In which list it is.</param>
/// <param name="Status">How it stands to people.</param>
/// <param name="Stage">What is under way.</param>
/// <param name="UnmatchedReason">For example <c>Ambiguous</c>.</param>
/// <param name="UserId">The matched person.</param>
/// <param name="UserName">Their name.</param>
/// <param name="HubRole">Their role in the hub.</param>
/// <param name="IsAutomationAccount">The hub's own automation account.</param>
/// <param name="InvitationExpired">The app calls the invitation expired.</param>
/// <param name="FirstSeen">When a check saw it first.</param>
/// <param name="LastSeen">When a check saw it last.</param>
/// <param name="Suggestions">While unmatched, in the answer for one member: who it could be.</param>
public sealed record MemberResponse(
    string Id, string? Email, string? Name, AppRole? AppRole, string RawRole, Presence Presence, MemberStatus Status, MemberStage Stage,
    string? UnmatchedReason, string? UserId, string? UserName, HubRole? HubRole, bool IsAutomationAccount, bool InvitationExpired,
    DateTimeOffset FirstSeen, DateTimeOffset LastSeen, IReadOnlyList<SuggestionResponse>? Suggestions = null)
{
    /// <summary>While exempted, why.</summary>
    public string? ExemptReason { get; init; }

    /// <summary>While exempted, the day from which on reports ask to look at it again; null is never.</summary>
    public DateOnly? ReviewOn { get; init; }
}

/// <summary>Somebody whom an unmatched member could be.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Name">Their name.</param>
/// <param name="Email">Their address.</param>
/// <param name="Reasons">Why.</param>
public sealed record SuggestionResponse(string UserId, string Name, string Email, IReadOnlyList<string> Reasons);

/// <summary>What the last applied check found.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="At">When it was applied.</param>
/// <param name="Confirmed">Members in the app.</param>
/// <param name="Pending">Invitations in the app.</param>
/// <param name="Added">Seen for the first time.</param>
/// <param name="Changed">Name, role, address or invitation changed.</param>
/// <param name="Gone">No longer in any list.</param>
/// <param name="Reappeared">Were gone, and are there again.</param>
/// <param name="Matched">Newly matched.</param>
/// <param name="Unmatched">Present members matched to nobody.</param>
/// <param name="Leavers">Members whose person left the directory.</param>
/// <param name="Anomalies">What else a person should look at.</param>
/// <param name="Seats">Seats.</param>
/// <param name="GuardApprovedBy">Who approved, where the guard had tripped.</param>
public sealed record UpdateReportResponse(
    string TaskId, DateTimeOffset At, int Confirmed, int Pending, int Added, int Changed, int Gone, int Reappeared, int Matched, int Unmatched,
    IReadOnlyList<ReportEntry> Leavers, IReadOnlyList<ReportEntry> Anomalies, SeatsResponse? Seats, string? GuardApprovedBy);

/// <summary>One line of a report.</summary>
/// <param name="MemberId">The member, or null.</param>
/// <param name="Email">Its address.</param>
/// <param name="Kind">What is the matter, for example <c>UnknownRole</c>.</param>
/// <param name="Sentence">The same for people.</param>
public sealed record ReportEntry(string? MemberId, string? Email, string Kind, string Sentence);
