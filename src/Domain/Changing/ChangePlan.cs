using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Seats;
using Seatkeeper.Domain.Syncing;

namespace Seatkeeper.Domain.Changing;

/// <summary>What would be done to whom: made once from a wish and the stored members, never changed.</summary>
/// <param name="PlanId">Its id in the guard's ledger: the same task and the same losses give the same one.</param>
/// <param name="Wish">What it was made from.</param>
/// <param name="Items">One a person, in the order of the wish, those who become Admin first.</param>
/// <param name="Digest">Names everything that would be done; a person who approves names it.</param>
/// <param name="LossDigest">Names who would lose a seat or an invitation.</param>
/// <param name="Losses">Who would lose a seat or an invitation: the guard counts both, as in a check.</param>
/// <param name="GuardedMembers">Present members before it, exempted ones not counted.</param>
/// <param name="Verdict">What the guard says.</param>
/// <param name="Seats">The seats that it needs.</param>
public sealed record ChangePlan(
    string PlanId,
    ChangeWish Wish,
    IReadOnlyList<PlannedChange> Items,
    string Digest,
    string LossDigest,
    IReadOnlyList<MemberLoss> Losses,
    int GuardedMembers,
    GuardVerdict Verdict,
    SeatNeed Seats)
{
    /// <summary>The addresses of everybody in it, as <see cref="EmailAddress.KeyOf"/>.</summary>
    public IReadOnlySet<string> Addresses() => Items.Select(item => item.Email).OfType<string>().Select(EmailAddress.KeyOf).ToHashSet(StringComparer.Ordinal);

    /// <summary>Names which members would go, whatever is known of them.</summary>
    public string NameOfLosses() => PlanDigest.OfTexts("losses/1", Losses.Select(loss => loss.MemberId));

    /// <summary>Whether the app's list has a word to say about anybody of it.</summary>
    public bool NeedsList => Items.Any(item => item is { Refused: null, HubOnly: false });

    /// <summary>What has to be sent to the app, in order.</summary>
    public IReadOnlyList<PlannedChange> ToDo() => [.. Items.Where(item => item.IsToDo)];
}

/// <summary>What would be done to one person. At most one of <paramref name="Refused"/> and <paramref name="AlreadySo"/> is set.</summary>
/// <param name="Id">Names the person within the task.</param>
/// <param name="Action">What is to be done.</param>
/// <param name="MemberId">The member, where there is one.</param>
/// <param name="Email">The address.</param>
/// <param name="Name">The name.</param>
/// <param name="RoleBefore">The role's text before.</param>
/// <param name="Role">The wished role.</param>
/// <param name="UserId">The person whom the member is matched to.</param>
/// <param name="TwinId">For a removal: the invitation of the same address, which goes with it.</param>
/// <param name="Refused">The rule that forbids it.</param>
/// <param name="AlreadySo">Why there is nothing to do.</param>
/// <param name="HeldBy">The team or group that gives the seat, where that is why it is refused.</param>
/// <param name="GivenTo">The workspace user who is matched and given a grant, once the invitation or the seat is there.</param>
/// <param name="HubRole">Their role in the hub.</param>
/// <param name="HubOnly">Nothing is done in the app.</param>
public sealed record PlannedChange(
    string Id,
    ChangeAction Action,
    string? MemberId,
    string? Email,
    string? Name = null,
    string? RoleBefore = null,
    AppRole? Role = null,
    string? UserId = null,
    string? TwinId = null,
    Failure? Refused = null,
    string? AlreadySo = null,
    Refusal? HeldBy = null,
    string? GivenTo = null,
    HubRole? HubRole = null,
    bool HubOnly = false)
{
    /// <summary>Grants of teams or groups asked for it, and nobody by name.</summary>
    public bool ByGrants { get; init; }

    /// <summary>The role that the member had, where it was known.</summary>
    public AppRole? RoleHeld { get; init; }

    /// <summary>Whether something has to be sent to the app.</summary>
    public bool IsToDo => Refused is null && AlreadySo is null && !HubOnly;

    /// <summary>Whether somebody is in a list of the app no more after it, so that the guard counts them.</summary>
    public bool TakesAway => !HubOnly && Action is ChangeAction.Remove or ChangeAction.CancelInvitation;

    /// <summary>The person, for people.</summary>
    public string Label => Email ?? Name ?? Id;

    /// <summary>Whether it is the step that was planned, so that nothing else is done than what a person may have approved.</summary>
    /// <param name="planned">The step of the plan.</param>
    public bool IsStepOf(PlannedChange planned) =>
        Id == planned.Id && Action == planned.Action && MemberId == planned.MemberId && Role == planned.Role && UserId == planned.UserId && TwinId == planned.TwinId
        && EmailAddress.KeyOf(Email ?? "") == EmailAddress.KeyOf(planned.Email ?? "");

    /// <summary>The change as a connector is asked for it.</summary>
    /// <param name="wasIntended">An earlier try wrote its intent.</param>
    /// <param name="allow">What the wish allows.</param>
    public MemberChange ToChange(bool wasIntended, IReadOnlyList<string>? allow = null) => new(Id, Action, Email ?? "", Role, wasIntended, allow);
}

/// <summary>The seats that a plan needs beside those that the last check saw; null where the app does not show a figure.</summary>
/// <param name="Needed">Seats for new invitations, and for those that ran out and are sent again.</param>
/// <param name="Free">Paid for and not in use.</param>
/// <param name="Paid">Paid for.</param>
/// <param name="Maximum">The most that the app's plan allows.</param>
public sealed record SeatNeed(int Needed, int? Free, int? Paid, int? Maximum)
{
    /// <summary>Seats that would have to be bought, those included that are taken without being paid for; null where that is not known.</summary>
    public int? Short { get; init; }

    /// <summary>What one seat costs a month, where the hub's settings tell it.</summary>
    public SeatPrice? Price { get; init; }

    /// <summary>Why no seat may be bought; null where the hub's permission covers those that are short.</summary>
    public string? NotBought { get; init; }

    /// <summary>What those that are short cost more a month; null where that is not known.</summary>
    public SeatPrice? Cost => Short is { } few && Price is { } price ? price with { Each = price.Each * few } : null;

    /// <summary>The need of so many seats.</summary>
    /// <param name="needed">Seats.</param>
    /// <param name="seats">Seats at the last check.</param>
    /// <param name="spending">Whether seats may be bought.</param>
    /// <param name="now">The time.</param>
    public static SeatNeed Of(int needed, SeatCount? seats, SeatSpending spending, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(spending);
        if (seats is not { Paid: { } paid, Used: { } used })
            return new SeatNeed(needed, Free: null, seats?.Paid, seats?.Maximum) { Price = spending.Price };
        return new SeatNeed(needed, Math.Max(0, paid - used), paid, seats.Maximum)
        {
            Short = needed == 0 ? 0 : Math.Max(0, used + needed - paid),
            Price = spending.Price,
            NotBought = spending.Budget is not { } budget ? spending.Lacks : budget.Allows(used + needed, now) ? null : budget.Bound,
        };
    }

    /// <summary>The figures, for people.</summary>
    public string Sentence => Free is null
        ? $"{Needed} seats are needed; how many are free is not known."
        : $"{Needed} seats are needed; {Free} of {Paid} paid ones were free at the last check.{Buying}";

    /// <summary>Why the app's plan has no room for them, for people.</summary>
    public string LimitSentence => $"{Needed} seats are needed; of {Paid} paid ones {Free} were free at the last check, and the app's plan allows {Maximum} at most.";

    private string Buying => Short is null or 0 ? "" : $" {Short} would have to be bought{(Cost is { } cost ? $", for {cost} a month" : "")}: {NotBought ?? "the hub's permission to spend covers that"}.";
}
