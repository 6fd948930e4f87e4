using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Functions.Granting;

/// <summary>What follows from a plan in the app, as wishes of the tasks that change members. Pure.</summary>
internal static class ProvisionWishes
{
    private const string Reason = "No team or group gives this seat any more.";

    /// <summary>The wishes, in the order in which they are begun: who goes makes room for who comes.</summary>
    public static IReadOnlyList<ProvisionWish> Of(ProvisionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ProvisionWish[] all =
        [
            new(AutomatedTaskType.RemoveMembers, Wish(plan, SeatEffectKind.Remove, ChangeAction.Remove) with { Reason = Reason }),
            new(AutomatedTaskType.UpdateRoles, Wish(plan, SeatEffectKind.ChangeRole, ChangeAction.ChangeRole)),
            new(AutomatedTaskType.AddMembers, Wish(plan, SeatEffectKind.Invite, ChangeAction.Invite)),
        ];
        return [.. all.Where(wish => wish.Wish.People.Count > 0)];
    }

    private static ChangeWish Wish(ProvisionPlan plan, SeatEffectKind kind, ChangeAction action)
    {
        var people =
            from person in plan.People
            from effect in person.Effects
            where effect.Kind == kind
            let wished = effect.MemberId is { } member ? WishedPerson.Of(member) : WishedPerson.ToInvite(person.Email ?? "")
            select wished with { Role = effect.Role, HolderId = person.UserId };
        return new ChangeWish(action, [.. people.DistinctBy(person => person.ItemId, StringComparer.Ordinal)]) { ByGrants = true };
    }
}

/// <summary>One task that a plan leads to.</summary>
internal sealed record ProvisionWish(AutomatedTaskType Type, ChangeWish Wish);
