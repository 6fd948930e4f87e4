using Seatkeeper.AhrefsSimulator.Journaling;

namespace Seatkeeper.AhrefsSimulator.Refereeing;

internal static class SpendingRules
{
    // What makes somebody hold a seat who held none; of what is sent again, an invitation that ran out.
    private static readonly Dictionary<string, string> EffectOf = new(StringComparer.Ordinal) { ["invite"] = "invitationCreated", ["resend"] = "invitationResent" };

    /// <summary>V1: a seat was bought that no intent allows at that price. An intent allows one seat, for the person whom it lets be invited, or sent the invitation again.</summary>
    public static IEnumerable<Violation> UnpermittedPurchases(CaseFile file)
    {
        var spent = new HashSet<Intent>(ReferenceEqualityComparer.Instance);
        foreach (var purchase in file.Effects.Where(e => e.Name == "seatPurchased"))
        {
            var seats = Math.Max(1, (purchase.SeatsPaidAfter ?? 0) - (purchase.SeatsPaidBefore ?? 0));
            var allowed = file.Intents.Where(i => !spent.Contains(i) && Allows(i, purchase, purchase.MoneyCents / seats, file)).Take(seats).ToList();
            spent.UnionWith(allowed);
            if (allowed.Count < seats)
                yield return new Violation("V1", purchase.Seq, $"{seats} seat(s) bought for {purchase.MoneyCents} cents, and {allowed.Count} permitted.");
        }
    }

    private static bool Allows(Intent intent, JournalEntry purchase, int priceOfOne, CaseFile file) =>
        EffectOf.TryGetValue(intent.Kind, out var effect) && intent.WorkspaceId == purchase.WorkspaceId && intent.MaxSeatCents >= priceOfOne
        && file.Effects.Any(e => e.Name == effect && e.RequestId == purchase.RequestId && string.Equals(e.Target, intent.Email, StringComparison.OrdinalIgnoreCase));
}
