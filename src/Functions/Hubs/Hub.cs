using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Seats;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Syncing;

namespace Seatkeeper.Functions.Hubs;

/// <summary>A business hub as it is stored.</summary>
public sealed record Hub
{
    public required string Id { get; init; }
    public required string App { get; init; }
    public required string Label { get; init; }
    public required string Identifier { get; init; }
    public required string LoginMethod { get; init; }
    public required string AutomationAccountId { get; init; }
    public required string CreatedById { get; init; }
    public required string CreatedByName { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public HubState State { get; init; } = HubState.Connecting;

    /// <summary>The workspace that the person named, by exact name, or by the id of the one that is open; only asked until one is pinned by its id.</summary>
    public string? WantedWorkspace { get; init; }

    /// <summary>Which workspace its account is to open; null where the only visible one is meant. A hub that was connected once stays with its own.</summary>
    public SignInWish? SignInWish => Workspace is null && WantedWorkspace is null ? null : new SignInWish(Workspace, WantedWorkspace);

    /// <summary>The one workspace of the app that this hub may ever touch, once verified.</summary>
    public AppWorkspace? Workspace { get; init; }

    /// <summary>The automation account's address as the app shows it.</summary>
    public string? OperatorEmail { get; init; }

    public HubTrouble? Trouble { get; init; }

    /// <summary>The task that connects, checks or changes members; taken and freed by ETag, so that there is one at a time.</summary>
    public string? ActiveTaskId { get; init; }

    /// <summary>The check that waits for approval. It holds nothing; a newer plan takes its place.</summary>
    public string? WaitingTaskId { get; init; }

    /// <summary>How many connections and checks were ever started; numbers the next one.</summary>
    public int Runs { get; init; }

    /// <summary>Checks that failed since the last good one.</summary>
    public int FailedChecks { get; init; }

    /// <summary>Raised by every applied plan; a plan applies only to the version that it was made for.</summary>
    public int Version { get; init; }

    /// <summary>The plan whose writing was begun. What comes next finishes it first, or its activity would never be told.</summary>
    public PlanToApply? Begun { get; init; }

    public LastCheck? LastCheck { get; init; }

    /// <summary>The removal that is under way, or was carried out.</summary>
    public HubRemoval? Removal { get; init; }

    /// <summary>How often the reason for attention changed, and which changes the activity does not tell yet.</summary>
    public AttentionLog Attention { get; init; } = AttentionLog.Empty;

    /// <summary>What was set of it and the activity does not tell yet, the oldest first.</summary>
    public IReadOnlyList<ActivityEntry> Untold { get; init; } = [];

    public HubRules Rules { get; init; } = new();

    /// <summary>Seats that were paid for when a check last saw how many; null before.</summary>
    public int? PaidSeats { get; init; }

    /// <summary>What a permission to spend is counted from: seats that were paid for at the last check before it was given, or fewer since; null where that is not known.</summary>
    public int? PaidBeforeSpending { get; init; }

    /// <summary>Whether money may be spent on seats at a time.</summary>
    public SeatSpending SpendingAt(DateTimeOffset now) => SeatSpending.Of(
        Rules.Spending is { } given ? new SpendingPermission(given.MaxExtraSeats, given.MaxPriceEach, given.Currency, given.Until, PaidBeforeSpending) : null,
        Rules.SeatPrice is { } price ? new SeatPrice(price.Each, price.Currency) : null,
        now);

    /// <summary>Names this version of the row.</summary>
    public string ETag { get; init; } = "";

    /// <summary>What the stored version says of what is told when it changes; null for a hub that was not read from storage. Not stored.</summary>
    public HubBefore? Before { get; init; }

    /// <summary>Who makes a change that is told, where it is a person. Not stored.</summary>
    public string? ChangedBy { get; init; }

    /// <summary>When this version was stored, by the storage's clock; null for a hub that was not read from there.</summary>
    public DateTimeOffset? StoredAt { get; init; }
}

/// <summary>Why a hub needs a person. The sentence and remedy come from the catalog of failures.</summary>
/// <param name="Reason">The group of reasons.</param>
/// <param name="Kind">What went wrong.</param>
/// <param name="Since">Since when.</param>
/// <param name="Detail">A short fact.</param>
/// <param name="Choices">What a person may choose from.</param>
/// <param name="NextTry">The first daily check that begins from then on tries again by itself; null where only a person helps.</param>
/// <param name="Tries">How often it was tried again at its time, in vain.</param>
public sealed record HubTrouble(
    AttentionReason Reason, FailureKind Kind, DateTimeOffset Since, string? Detail = null, IReadOnlyList<string>? Choices = null, DateTimeOffset? NextTry = null, int Tries = 0)
{
    /// <summary>The task that asks a person, where one does.</summary>
    public string? AskedBy { get; init; }

    /// <summary>A person has answered what the hub waited for; what comes of that, the task that had asked tells.</summary>
    public bool IsAnswered { get; init; }
}

/// <summary>A hub's removal.</summary>
/// <param name="TaskId">The task that removes it.</param>
/// <param name="Wish">Where what was asked for is kept.</param>
/// <param name="ById">Who asked.</param>
/// <param name="ByName">What people call them.</param>
/// <param name="Since">When.</param>
/// <param name="StateBefore">What the hub is again where it cannot be removed.</param>
/// <param name="FinalAt">From when on there is no way back; null before.</param>
public sealed record HubRemoval(string TaskId, string Wish, string ById, string ByName, DateTimeOffset Since, HubState StateBefore, DateTimeOffset? FinalAt = null);

/// <summary>What a hub's change is held against to know what is to be told.</summary>
/// <param name="Attentions">How often the reason for attention had changed.</param>
/// <param name="Guard">The guard.</param>
public sealed record HubBefore(int Attentions, GuardPolicy Guard);

/// <summary>The last check that was applied.</summary>
public sealed record LastCheck(string TaskId, DateTimeOffset At, DateTimeOffset ReadAt, MemberCounts Counts, SeatCount? Seats, string Report, string Plan);

/// <summary>What an Owner can set.</summary>
public sealed record HubRules
{
    public GuardPolicy Guard { get; init; } = GuardPolicy.Default;

    /// <summary>Whether the seats of people who left the directory are given up without asking.</summary>
    public bool LeaversAutomatic { get; init; }

    public SpendingSettings? Spending { get; init; }
    public bool AdoptExistingMembers { get; init; }
    public int GraceMinutes { get; init; } = 30;
    public AppRole DefaultAppRole { get; init; } = AppRole.Member;
    public HubRole DefaultHubRole { get; init; } = HubRole.Collaborator;

    /// <summary>Days without a sign of life after which a seat is among those that could be released; 0 is never.</summary>
    public int SeatReleasedAfterDays { get; init; }

    public SeatPriceSettings? SeatPrice { get; init; }
}

/// <summary>Somebody who has a role in a hub.</summary>
public sealed record HubPerson(string HubId, string UserId, HubRole Role, DateTimeOffset Since);
