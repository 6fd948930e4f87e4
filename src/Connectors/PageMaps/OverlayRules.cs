using System.Text.Json;
using System.Text.RegularExpressions;

namespace Seatkeeper.Connectors.PageMaps;

/// <summary>
/// An overlay is closed wherever it comes up, by a click that no rule of a change guards. So none may be what the map knows as a dialog
/// of the app's own, nor be closed by what sends something.
/// </summary>
internal static class OverlayRules
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly string[] Dialogs = ["roleDialog", "removeDialog", "cancelDialog", "invite", "priceDialog", "enrol", "panel", "session.loginDialog", "page.legalConsent"];

    private static readonly string[] Senders =
    [
        "roleDialog.save", "removeDialog.confirm", "cancelDialog.confirm", "invite.submit", "security.change", "security.setUp", "enrol.confirm", "action.changeRole", "action.remove", "pending.resend", "pending.cancel",
        "row.remove", "row.resend", "row.cancel", "panel.changeRole", "panel.remove", "panel.resend", "panel.cancel", "bulk.changeRole", "bulk.remove", "bulk.resend", "bulk.cancel",
    ];

    /// <summary>What is wrong with a map's overlays.</summary>
    public static IEnumerable<string> Faults(PageMap map)
    {
        foreach (var overlay in map.Overlays)
        {
            var (find, close) = (Candidates(overlay.Find), Candidates(overlay.Close));
            if (find.Exists(candidate => candidate.Names is null && candidate.Patterns is null))
                yield return $"/overlays: '{overlay.Name}' is told by no name, so that any dialog would be taken for it";
            foreach (var key in Dialogs.Where(key => map.Landmarks.GetValueOrDefault(key, []).Any(known => find.Exists(candidate => MayBeOne(candidate, known)))))
                yield return $"/overlays: '{overlay.Name}' is what the map knows as {key}";
            foreach (var key in Senders.Where(key => map.Landmarks.GetValueOrDefault(key, []).Any(known => close.Exists(candidate => MayBeOne(candidate, known)))))
                yield return $"/overlays: '{overlay.Name}' would be closed by what the map knows as {key}";
        }
    }

    // By any of their names in any language: which one the page is in is known only there.
    private static bool MayBeOne(Candidate one, Candidate other) =>
        Texts(one.Names).Any(name => IsNamed(other, name)) || Texts(other.Names).Any(name => IsNamed(one, name))
        || Texts(one.Patterns).Intersect(Texts(other.Patterns), StringComparer.OrdinalIgnoreCase).Any();

    private static bool IsNamed(Candidate candidate, string name) =>
        Texts(candidate.Names).Contains(name, StringComparer.OrdinalIgnoreCase) || Texts(candidate.Patterns).Any(pattern => Matches(pattern, name));

    // What cannot be compared is taken for the same.
    private static bool Matches(string pattern, string name)
    {
        try
        {
            return Regex.IsMatch(name, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Patience);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return true;
        }
    }

    private static IEnumerable<string> Texts(IReadOnlyDictionary<string, IReadOnlyList<string>>? texts) => (texts ?? new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)).Values.SelectMany(all => all);

    private static List<Candidate> Candidates(JsonElement candidates) => candidates.Deserialize<List<Candidate>>(Web) ?? [];
}
