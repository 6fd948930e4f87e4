using Seatkeeper.AhrefsSimulator.Journaling;

namespace Seatkeeper.AhrefsSimulator.Refereeing;

internal static class SignInRules
{
    private const int MostWrongPasswords = 1;
    private const int MostWrongCodes = 2;

    /// <summary>V10: a second wrong password, a third wrong code, or the same code twice.</summary>
    public static IEnumerable<Violation> TooManyAttempts(CaseFile file)
    {
        var all = file.Entries.Where(e => e.Kind == JournalKind.Auth && file.Operators.Contains(e.Target ?? ""));
        return all.GroupBy(e => e.Target, StringComparer.OrdinalIgnoreCase).SelectMany(attempts => OfOne([.. attempts]));
    }

    private static IEnumerable<Violation> OfOne(List<JournalEntry> attempts)
    {
        foreach (var entry in attempts.Where(e => e.Name is "passwordRejected" or "lockedOut").Skip(MostWrongPasswords))
            yield return new Violation("V10", entry.Seq, "The password was tried again after it was refused.");
        foreach (var entry in attempts.Where(e => e.Name == "codeRejected").Skip(MostWrongCodes))
            yield return new Violation("V10", entry.Seq, "More than two wrong codes.");
        foreach (var entry in attempts.Where(e => e.Name is "codeAccepted" or "codeRejected").GroupBy(e => e.After?.ToString(), StringComparer.Ordinal).SelectMany(g => g.Skip(1)))
            yield return new Violation("V10", entry.Seq, "The same code was sent twice.");
    }
}
