using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Domain.Changing;

namespace Seatkeeper.Benchmarks.Campaign;

/// <summary>
/// Holds what an automation did at the site against what was wished of it, whatever the lists show in the end: nobody was sent anything twice
/// for one wish, what counts as sent was sent, and nothing else was done. Pure.
/// </summary>
internal static class EffectJudge
{
    private static readonly Dictionary<ChangeAction, string> EffectOf = new()
    {
        [ChangeAction.Invite] = "invitationCreated",
        [ChangeAction.ResendInvitation] = "invitationResent",
        [ChangeAction.CancelInvitation] = "invitationCancelled",
        [ChangeAction.Remove] = "memberRemoved",
        [ChangeAction.ChangeRole] = "roleChanged",
    };

    // What the site draws from a removal by itself.
    private static readonly string[] Drawn = ["seatDowngradeScheduled", "apiKeyRevoked"];

    /// <summary>What speaks against the automation.</summary>
    /// <param name="effects">What it did, by name and person.</param>
    /// <param name="wishes">What was wished.</param>
    /// <param name="outcomes">What it said.</param>
    public static IReadOnlyList<string> Objections(IReadOnlyList<(string Name, string Target)> effects, IReadOnlyList<Wish> wishes, IReadOnlyList<Outcome> outcomes)
    {
        var counted = effects.Where(effect => EffectOf.ContainsValue(effect.Name)).GroupBy(effect => effect.Target, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.OrdinalIgnoreCase);
        var objections = counted.Keys.Where(target => !wishes.Any(wish => Is(wish.Email, target))).Select(target => $"{target} was changed, and nobody wished it").ToList();
        objections.AddRange(effects.Where(effect => !EffectOf.ContainsValue(effect.Name) && !Drawn.Contains(effect.Name, StringComparer.Ordinal)).Select(effect => $"{effect.Name} {effect.Target}, and nobody wished it"));
        foreach (var wish in wishes)
        {
            var done = counted.GetValueOrDefault(wish.Email) ?? [];
            var isTold = outcomes.Any(outcome => Is(outcome.Target, wish.Email) && outcome.IsGood);
            if (done.Count > 1 || done.Exists(effect => EffectOf[wish.Action] != effect.Name))
                objections.Add($"for one wish, {wish.Action} {wish.Email}, the site saw {string.Join(", ", done.Select(effect => effect.Name))}");
            else if (done.Count == 0 && isTold)
                objections.Add($"{wish.Action} {wish.Email} is told as done, and the site saw nothing");
        }

        return objections;
    }

    private static bool Is(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
