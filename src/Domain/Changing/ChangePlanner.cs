using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Seats;
using Seatkeeper.Domain.Syncing;

namespace Seatkeeper.Domain.Changing;

/// <summary>Everything that a plan is made from.</summary>
/// <param name="TaskId">The task, or what stands for it in a dry run.</param>
/// <param name="Wish">What is wished.</param>
/// <param name="Stored">All members of the hub, gone ones included.</param>
/// <param name="Hub">What is known of the hub.</param>
/// <param name="Thresholds">The guard's thresholds in force.</param>
/// <param name="History">The guard's ledger, and the time.</param>
public sealed record ChangeInput(
    string TaskId, ChangeWish Wish, IReadOnlyList<Member> Stored, HubFacts Hub, GuardThresholds Thresholds, GuardHistory History)
{
    /// <summary>Why people have their seats; whoever holds one of a team or group is not changed by name.</summary>
    public HubGrants Grants { get; init; } = new("", []);
}

/// <summary>What a plan has to know of its hub.</summary>
/// <param name="OperatorEmail">The automation account's address.</param>
/// <param name="Roles">The roles that the app has.</param>
/// <param name="Seats">Seats at the last check.</param>
/// <param name="KnownAddresses">Addresses of people whom Seatkeeper knows, as <see cref="EmailAddress.KeyOf"/>; an invitation to one that only looks alike is refused.</param>
public sealed record HubFacts(string? OperatorEmail, IReadOnlyList<AppRole> Roles, SeatCount? Seats, IReadOnlySet<string> KnownAddresses)
{
    /// <summary>Who left the workspace, where somebody is invited, or seats are taken away that nobody named.</summary>
    public IReadOnlySet<string> Left { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Everybody, where somebody is invited, or seats are taken away that nobody named.</summary>
    public PeopleIndex People { get; init; } = new([]);

    /// <summary>Whether seats may be bought.</summary>
    public SeatSpending Spending { get; init; } = SeatSpending.None;

    /// <summary>The hub's Owners, where access to the hub is to be taken away.</summary>
    public IReadOnlySet<string> Owners { get; init; } = new HashSet<string>(StringComparer.Ordinal);
}

/// <summary>Makes the one plan of a change: who, what, and whom a rule protects. Pure: the same input gives the same plan.</summary>
public static class ChangePlanner
{
    /// <summary>Makes the plan.</summary>
    /// <param name="input">Everything that it is made from.</param>
    public static ChangePlan Plan(ChangeInput input)
    {
        var rules = new ChangeRules(input);
        var items = LastAdminRule.InOrder(SeatRule.Apply(LastAdminRule.Apply([.. input.Wish.People.Select(rules.Decide)], input), input));

        var todo = items.Where(item => item.IsToDo || item is { HubOnly: true, Refused: null, AlreadySo: null }).ToList();
        var losses = todo.Where(item => item.TakesAway)
            .Select(item => new MemberLoss(item.MemberId ?? item.Id, item.Email, item.Name, item.RoleBefore ?? "", item.UserId))
            .OrderBy(loss => loss.MemberId, StringComparer.Ordinal)
            .ToList();
        var lossDigest = PlanDigest.OfLosses(losses);
        var planId = PlanDigest.OfTexts("change-plan/1", [input.TaskId, lossDigest])[..32];
        var guarded = input.Stored.Count(member => member.IsPresent && member.Decision.Status != MemberStatus.Exempted);
        return new ChangePlan(
            planId,
            input.Wish,
            items,
            PlanDigest.OfTexts("changes/2", todo.OrderBy(item => item.Id, StringComparer.Ordinal).SelectMany(Fields)),
            lossDigest,
            losses,
            guarded,
            LossGuard.Judge(planId, losses.Count, guarded, input.History, input.Thresholds),
            SeatRule.NeedOf(items, input));
    }

    private static IEnumerable<string?> Fields(PlannedChange item) =>
        [item.Id, item.Action.ToString(), item.MemberId, item.Email is null ? null : EmailAddress.KeyOf(item.Email), item.RoleBefore, item.Role?.ToString(), item.TwinId, item.UserId, .. item.HubOnly ? ["hub"] : Array.Empty<string>()];
}

/// <summary>
/// Nobody is left as Admin besides the Owner and the automation account only where that is allowed by name. Where one becomes Admin for another,
/// that comes first; whether it came about, whoever sends the rest looks at in the app's list.
/// </summary>
internal static class LastAdminRule
{
    public static IReadOnlyList<PlannedChange> InOrder(IReadOnlyList<PlannedChange> items) =>
        [.. items.OrderByDescending(item => item is { IsToDo: true, Action: ChangeAction.ChangeRole, Role: AppRole.Admin })];

    public static IReadOnlyList<PlannedChange> Apply(IReadOnlyList<PlannedChange> items, ChangeInput input)
    {
        if (input.Wish.Allows(ChangeAllowance.LastAdmin) || items.Any(item => item is { IsToDo: true, Role: AppRole.Admin }))
            return items;
        var admins = input.Stored
            .Where(member => member is { Presence: Presence.Confirmed, Facts: { Role: AppRole.Admin, IsOperator: false } })
            .Select(member => member.Id).ToHashSet(StringComparer.Ordinal);
        var fewer = items.Where(item => item.IsToDo && item.Action is ChangeAction.Remove or ChangeAction.ChangeRole && item.MemberId is { } id && admins.Contains(id))
            .Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        if (fewer.Count == 0 || fewer.Count < admins.Count)
            return items;
        var refused = ChangeRules.Refusal(FailureKind.ProtectedMember, $"Nobody else would be Admin besides the Owner and the automation account; allow \"{ChangeAllowance.LastAdmin}\" to do it all the same.");
        return [.. items.Select(item => fewer.Contains(item.Id) ? item with { Refused = refused } : item)];
    }
}

/// <summary>
/// No invitation is sent, and none that ran out sent again, before the seats for all of them are known to be there. A figure that the app
/// does not show is left to the connector.
/// </summary>
internal static class SeatRule
{
    public static SeatNeed NeedOf(IReadOnlyList<PlannedChange> items, ChangeInput input) =>
        NeedOf(Taking(items, input).Count(item => item.Refused?.Kind is null or FailureKind.SeatLimitReached or FailureKind.SeatPurchaseNeedsApproval), input);

    public static IReadOnlyList<PlannedChange> Apply(IReadOnlyList<PlannedChange> items, ChangeInput input)
    {
        var taking = Taking(items, input).Where(item => item.IsToDo).Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        var need = NeedOf(taking.Count, input);
        if (need.Needed == 0 || Refusal(need, input.Hub.Seats) is not { } kind)
            return items;
        var refused = ChangeRules.Refusal(kind, kind == FailureKind.SeatLimitReached ? need.LimitSentence : need.Sentence);
        return [.. items.Select(item => taking.Contains(item.Id) ? item with { Refused = refused } : item)];
    }

    private static SeatNeed NeedOf(int seats, ChangeInput input) => SeatNeed.Of(seats, input.Hub.Seats, input.Hub.Spending, input.History.Now);

    // An invitation that ran out holds no seat, and does again once it is sent again.
    private static IEnumerable<PlannedChange> Taking(IReadOnlyList<PlannedChange> items, ChangeInput input)
    {
        var ranOut = input.Stored.Where(member => member is { Presence: Presence.Pending, Facts.InvitationExpired: true }).Select(member => member.Id).ToHashSet(StringComparer.Ordinal);
        return items.Where(item => item is { AlreadySo: null, HubOnly: false }
            && (item.Action == ChangeAction.Invite || (item.Action == ChangeAction.ResendInvitation && item.MemberId is { } id && ranOut.Contains(id))));
    }

    private static FailureKind? Refusal(SeatNeed need, SeatCount? seats)
    {
        if (seats is { Used: { } used, Maximum: { } most } && used + need.Needed > most)
            return FailureKind.SeatLimitReached;
        return need is { Short: > 0, NotBought: not null } ? FailureKind.SeatPurchaseNeedsApproval : null;
    }
}
