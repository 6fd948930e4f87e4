using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Matching;

/// <summary>Somebody whom an unmatched member could be. Never applied by itself.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Name">Their name.</param>
/// <param name="Email">Their address.</param>
/// <param name="Score">0 to 100; only for the order.</param>
/// <param name="Reasons">Why, for people.</param>
public sealed record Suggestion(string UserId, string Name, string Email, int Score, IReadOnlyList<string> Reasons);

/// <summary>Ranks the people whom an unmatched member could be, each with the reasons.</summary>
public static class Suggestions
{
    /// <summary>The most suggestions for one member.</summary>
    public const int Maximum = 5;

    private sealed record Reason(int Weight, string Sentence);

    /// <summary>Ranks people for one member, best first; the same input gives the same order.</summary>
    /// <param name="email">The member's address as shown.</param>
    /// <param name="name">The member's name as shown.</param>
    /// <param name="people">Who may be suggested: people who are here, and matched to no other member of the hub.</param>
    public static IReadOnlyList<Suggestion> For(string? email, string? name, IEnumerable<WorkspaceUser> people)
    {
        var address = EmailAddress.TryParse(email, out var parsed) ? parsed : null;
        var words = Words(name);
        return
        [
            .. people
                .Where(person => person.Active)
                .Select(person => Judge(person, address, words))
                .OfType<Suggestion>()
                .OrderByDescending(suggestion => suggestion.Score)
                .ThenBy(suggestion => suggestion.Email, StringComparer.OrdinalIgnoreCase)
                .ThenBy(suggestion => suggestion.UserId, StringComparer.Ordinal)
                .Take(Maximum),
        ];
    }

    private static Suggestion? Judge(WorkspaceUser person, EmailAddress? address, string words)
    {
        var reasons = new List<Reason>();
        if (words.Length > 0 && Words(person.Name) is { Length: > 0 } theirs)
        {
            if (theirs == words)
                reasons.Add(new Reason(40, $"Same name, {person.Name}"));
            else if (Spelling.IsNear(theirs, words))
                reasons.Add(new Reason(20, $"Nearly the same name, {person.Name}"));
        }

        if (address is not null && ByAddress(person, address) is { } byAddress)
            reasons.Add(byAddress);
        var score = reasons.Sum(reason => reason.Weight);
        return score == 0 ? null : new Suggestion(person.Id, person.Name, person.Email, Math.Min(score, 100), [.. reasons.Select(reason => reason.Sentence)]);
    }

    private static Reason? ByAddress(WorkspaceUser person, EmailAddress address)
    {
        Reason? best = null;
        foreach (var theirs in person.Aliases.Prepend(person.Email))
        {
            if (EmailAddress.TryParse(theirs, out var other) && Compare(address, other) is { } reason && reason.Weight > (best?.Weight ?? 0))
                best = reason;
        }

        return best;
    }

    private static Reason? Compare(EmailAddress shown, EmailAddress theirs)
    {
        if (shown == theirs)
            return new Reason(60, $"Same address, {theirs.Value}");
        if (LookAlike.Appearance(shown.Value) == LookAlike.Appearance(theirs.Value))
            return new Reason(5, $"The address only looks like {theirs.Value}: compare it letter by letter");

        var (shownLocal, theirLocal) = (WithoutTag(shown.LocalPart), WithoutTag(theirs.LocalPart));
        var sameDomain = shown.Domain == theirs.Domain;
        if (shownLocal == theirLocal)
            return sameDomain ? new Reason(55, $"Same address but for a tag, {theirs.Value}") : new Reason(50, $"Same name before the @ on another domain, {theirs.Value}");
        if (Letters(shownLocal) == Letters(theirLocal))
            return new Reason(sameDomain ? 45 : 35, $"The same but for dots and signs, {theirs.Value}");
        return sameDomain && Spelling.IsNear(shownLocal, theirLocal) ? new Reason(30, $"Nearly the same address, {theirs.Value}") : null;
    }

    private static string WithoutTag(string localPart) => localPart.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus ? localPart[..plus] : localPart;

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    // "Müller, Zoë" and "zoë müller" are the same name.
    private static string Words(string? name) => name is null
        ? ""
        : string.Join(' ', name.ToLowerInvariant().Split([' ', ',', '.', '-', '\u00A0'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
}
