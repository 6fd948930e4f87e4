using Seatkeeper.AhrefsSimulator.Journaling;

namespace Seatkeeper.AhrefsSimulator.Refereeing;

/// <summary>Effects against what the test permits. Without any intent, only the strict mode asks for one.</summary>
internal static class IntentRules
{
    private static readonly Dictionary<string, string> KindOfEffect = new(StringComparer.Ordinal)
    {
        ["invitationCreated"] = "invite",
        ["invitationResent"] = "resend",
        ["invitationCancelled"] = "cancelInvite",
        ["memberRemoved"] = "remove",
        ["roleChanged"] = "changeRole",
    };

    // What the site draws by itself from a change, and from nothing else. What a seat costs is V1's.
    private static readonly HashSet<string> Drawn = new(StringComparer.Ordinal) { "seatPurchased", "seatDowngradeScheduled", "apiKeyRevoked" };

    /// <summary>V5: an effect in another workspace than the intent's. V6: an effect on somebody that no intent names.</summary>
    public static IEnumerable<Violation> WrongTargets(CaseFile file)
    {
        if (file.Intents.Count == 0 && !file.Strict) yield break;
        foreach (var (effect, kind) in Judged(file))
        {
            var named = file.Intents.Where(i => i.Kind == kind && IsFor(i, effect)).ToList();
            if (named.Exists(i => i.WorkspaceId == effect.WorkspaceId)) continue;
            yield return named.Count > 0
                ? new Violation("V5", effect.Seq, $"{effect.Name} in the workspace {effect.WorkspaceId}.")
                : new Violation("V6", effect.Seq, $"{effect.Name} on {effect.Target}, which no intent names.");
        }
    }

    /// <summary>V6: in the strict mode, whatever else was changed: a language, a session, the account. The workspace of an intent may be opened.</summary>
    public static IEnumerable<Violation> Unasked(CaseFile file)
    {
        if (!file.Strict) yield break;
        foreach (var effect in file.Effects.Where(e => !KindOfEffect.ContainsKey(e.Name)))
        {
            var isAllowed = effect.Name == "workspaceSwitched"
                ? file.Intents.Any(i => i.WorkspaceId == effect.Target)
                : Drawn.Contains(effect.Name) && Judged(file).Any(j => j.Effect.RequestId == effect.RequestId);
            if (!isAllowed) yield return new Violation("V6", effect.Seq, $"{effect.Name} on {effect.Target}, which no intent permits.");
        }
    }

    /// <summary>V7: more effects than intents of the same allow together. Whoever permits it twice has asked for it twice.</summary>
    public static IEnumerable<Violation> TooOften(CaseFile file)
    {
        foreach (var same in file.Intents.GroupBy(i => (i.Kind, i.WorkspaceId, Email: i.Email?.ToUpperInvariant(), i.Role)))
        {
            var (intent, allowed) = (same.First(), same.Sum(i => i.MaxTimes));
            foreach (var (effect, _) in Judged(file).Where(j => Fits(intent, j.Effect, j.Kind)).DistinctBy(j => file.ClickOf(j.Effect) ?? $"{j.Effect.Seq}", StringComparer.Ordinal).Skip(allowed))
                yield return new Violation("V7", effect.Seq, $"{effect.Name} on {effect.Target} more than {allowed} time(s).");
        }
    }

    public static IReadOnlyList<string> Unmet(CaseFile file) =>
        [.. file.Intents.Where(i => i.Kind != "none" && !Judged(file).Any(j => Fits(i, j.Effect, j.Kind))).Select(i => i.Key)];

    private static IEnumerable<(JournalEntry Effect, string Kind)> Judged(CaseFile file) =>
        file.Effects.Where(e => KindOfEffect.ContainsKey(e.Name)).Select(e => (e, KindOfEffect[e.Name]));

    private static bool Fits(Intent intent, JournalEntry effect, string kind) =>
        intent.Kind == kind && intent.WorkspaceId == effect.WorkspaceId && IsFor(intent, effect);

    private static bool IsFor(Intent intent, JournalEntry effect) =>
        string.Equals(intent.Email, effect.Target, StringComparison.OrdinalIgnoreCase)
        && (intent.Role is null || effect.After?["role"] is not { } role || role.ToString() == intent.Role);
}
