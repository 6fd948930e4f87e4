using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Dev.Running;

/// <summary>A company's people, made to fit a simulated workspace: most members are in it, some are guests, some are nobody's.</summary>
public static class PeopleDirectory
{
    /// <summary>The same people for the same members at every call; the automation account is never one of them.</summary>
    public static IReadOnlyList<ImportedUser> For(JsonObject state, string automationAccount) =>
        [.. Shown(state)
            .Where(person => !person.Email.Equals(automationAccount, StringComparison.OrdinalIgnoreCase) && IsPlain(person.Email))
            .DistinctBy(person => person.Email.ToUpperInvariant())
            .Select(person => (person, Part: Share(person.Email)))
            .Where(candidate => candidate.Part < 80)
            .Select(candidate => Person(candidate.person, guest: candidate.Part >= 65))];

    private static IEnumerable<(string Email, string Name)> Shown(JsonObject state)
    {
        foreach (var workspace in Rows(state, "workspaces"))
        {
            foreach (var member in Rows(workspace, "members"))
                yield return (Text(member, "email"), Text(member, "name"));
            foreach (var invitation in Rows(workspace, "invitations"))
                yield return (Text(invitation, "email"), "");
        }
    }

    private static IEnumerable<JsonObject> Rows(JsonObject parent, string field) => parent[field]?.AsArray().OfType<JsonObject>() ?? [];

    private static string Text(JsonObject row, string field) => row[field]?.ToString() ?? "";

    private static ImportedUser Person((string Email, string Name) shown, bool guest)
    {
        var local = shown.Email.Split('@')[0];
        var kind = guest ? WorkspaceUserKind.Guest : WorkspaceUserKind.Directory;
        return new ImportedUser(Id: null, kind.ToString(), shown.Name.Length > 0 ? shown.Name : local, local, shown.Email, Aliases: null, Role: null);
    }

    // A company's own directory has no odd addresses; those stay unmatched, as they would in life.
    private static bool IsPlain(string email) => email.Length <= 100 && email.All(letter => char.IsAsciiLetterOrDigit(letter) || "@.+-_".Contains(letter, StringComparison.Ordinal));

    private static int Share(string email) => SHA256.HashData(Encoding.UTF8.GetBytes(email.ToUpperInvariant()))[0] * 100 / 256;
}
