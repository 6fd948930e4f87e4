using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.People;

/// <summary>What becomes of a wish for a role with a seat in the app.</summary>
internal static class SeatWishes
{
    /// <summary>Why the wish cannot be granted, or null where it asks for no seat that is not there.</summary>
    public static Refusal? RefusalOf(string hubId, HubPersonWish wish, HubPersonFacts person) => HubPersonRules.NeedsSeat(wish, person)
        ? new Refusal(
            RefusalKind.NotSupportedByApp, $"{person.Name} has no seat in the app that is matched to them, and none is given here: add them as a member, with this hubRole, or match their member to them.",
            Link: $"/api/v1/hubs/{hubId}/members")
        : null;
}
