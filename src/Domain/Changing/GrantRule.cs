using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;

namespace Seatkeeper.Domain.Changing;

/// <summary>
/// What teams and groups ask for is done only as long as it is what a person's grants come to: between the plan and the moment it is
/// sent the person may have moved to another team, or been given the seat by name. What the grants come to by then is another task's.
/// </summary>
internal static class GrantRule
{
    public static PlannedChange Apply(PlannedChange item, WishedPerson person, HubGrants grants)
    {
        if (!item.IsToDo || person.HolderId is not { } holder)
            return item;
        var refused = item.Action switch
        {
            ChangeAction.Invite => Standing.Of(grants.Of(holder)) is { HasSeat: true } now && now.AppRole == item.Role ? null : "The grants of this person come to no seat with this role any more.",
            ChangeAction.ChangeRole => Standing.Of(grants.Of(holder)) is { HasSeat: true } now && now.AppRole == item.Role ? null : "The grants of this person come to another role by now.",
            ChangeAction.Remove or ChangeAction.CancelInvitation when item.UserId != holder => "The seat is matched to somebody else by now.",
            ChangeAction.Remove or ChangeAction.CancelInvitation when IsGiven(grants, holder) => "Somebody gives this person the seat again.",
            _ => null,
        };
        return refused is null ? item : item with { Refused = ChangeRules.Refusal(FailureKind.ConcurrentChange, refused) };
    }

    // That a check found the seat there since is no reason to keep it: it found what is to go.
    private static bool IsGiven(HubGrants grants, string holder) =>
        grants.Of(holder).Any(grant => grant is { GivesSeat: true, Source: not GrantSource.Imported });
}
