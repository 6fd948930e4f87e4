using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.DirectorySync;

/// <summary>The addresses of a person of Entra.</summary>
/// <param name="Main">The one that stands for them; null where they have none.</param>
/// <param name="Further">All others.</param>
/// <param name="Own">Of both, as they are compared, those that the organization gave: mail and principal name.</param>
internal sealed record DirectoryAddresses(string? Main, IReadOnlyList<string> Further, IReadOnlySet<string> Own)
{
    // Of a guest the principal name is made up: name_home.example#EXT#@tenant.example receives no mail.
    private const string MadeUp = "#EXT#";

    /// <summary>All of them, as they are compared.</summary>
    public IEnumerable<string> Keys => Further.Concat(Main is null ? [] : [Main]).Select(EmailAddress.KeyOf);

    public static DirectoryAddresses Of(GraphPerson told)
    {
        var principal = told.PrincipalName?.Contains(MadeUp, StringComparison.OrdinalIgnoreCase) == true ? null : told.PrincipalName;
        var all = new[] { told.Mail, principal }.Concat(told.OtherAddresses)
            .Select(text => EmailAddress.TryParse(text, out var address) ? address : null).OfType<EmailAddress>().DistinctBy(address => address.Key, StringComparer.Ordinal).ToList();
        var own = new[] { told.Mail, principal }.OfType<string>().Select(EmailAddress.KeyOf).ToHashSet(StringComparer.Ordinal);
        // A guest without mail is known by the first address that was noted of them.
        return all is [var main, .. var further]
            ? new DirectoryAddresses(main.Value, [.. further.Select(address => address.Value)], own.Count == 0 ? new HashSet<string>(StringComparer.Ordinal) { main.Key } : own)
            : new DirectoryAddresses(null, [], own);
    }

    /// <summary>Whether a name does not speak against somebody's being the same: the same words in any order, or no name at all.</summary>
    public static bool NamesAgree(string? name, DirectoryPerson person) =>
        string.IsNullOrWhiteSpace(name) || person.Name.Contains('@', StringComparison.Ordinal) || WordsOf(name).SetEquals(WordsOf(person.Name));

    private static HashSet<string> WordsOf(string name) =>
        name.ToLowerInvariant().Split([' ', ',', '.', '-', '\t', '(', ')'], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
}
