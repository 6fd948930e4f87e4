using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Model;

namespace Seatkeeper.GraphSimulator.Reading;

/// <summary>As much of <c>$filter</c> as is there: eq, startswith and in, joined by and, or by or. All else is refused.</summary>
internal static partial class ObjectFilter
{
    public static Func<DirectoryObject, bool> Of(string? filter)
    {
        if (string.IsNullOrWhiteSpace(filter)) return _ => true;
        var alternatives = Or().Split(filter).Select(part => And().Split(part).Select(Term).ToList()).ToList();
        return subject => alternatives.Exists(terms => terms.TrueForAll(term => term(subject)));
    }

    /// <summary>The ids of a filter that is for delta: nothing but ids, at most 50.</summary>
    public static IReadOnlySet<string>? IdsOf(string? filter)
    {
        if (string.IsNullOrWhiteSpace(filter)) return null;
        var ids = Or().Split(filter).Select(part => Equal().Match(part.Trim())).ToList();
        if (ids.Count > 50 || ids.Exists(match => !match.Success || match.Groups["name"].Value != "id")) throw Unsupported(filter);
        return ids.Select(match => Text(match.Groups["value"].Value)).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static Func<DirectoryObject, bool> Term(string text)
    {
        var term = text.Trim();
        if (Equal().Match(term) is { Success: true } equal)
            return subject => Same(Value(subject, equal.Groups["name"].Value), equal.Groups["value"].Value);
        if (Starts().Match(term) is { Success: true } starts)
            return subject => Value(subject, starts.Groups["name"].Value)?.ToString().StartsWith(Text(starts.Groups["value"].Value), StringComparison.OrdinalIgnoreCase) == true;
        if (In().Match(term) is { Success: true } among)
        {
            var values = Quoted().Matches(among.Groups["values"].Value).Select(match => match.Value).ToList();
            return subject => values.Exists(value => Same(Value(subject, among.Groups["name"].Value), value));
        }

        throw Unsupported(text);
    }

    private static JsonNode? Value(DirectoryObject subject, string name)
    {
        if (name == "id") return subject.Id;
        return subject.Properties.TryGetPropertyValue(name, out var value) ? value : throw Unsupported(name);
    }

    private static bool Same(JsonNode? value, string literal) => literal == "null"
        ? value is null
        : value is not null && Text(literal).Equals(value.ToString(), StringComparison.OrdinalIgnoreCase);

    private static string Text(string literal) => literal.StartsWith('\'') ? literal[1..^1].Replace("''", "'", StringComparison.Ordinal) : literal;

    private static GraphErrorException Unsupported(string filter) =>
        GraphErrorException.BadRequest($"Unsupported or invalid query filter clause specified: '{filter}'.", "Request_UnsupportedQuery");

    [GeneratedRegex(@"\s+or\s+(?=(?:[^']*'[^']*')*[^']*$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Or();

    [GeneratedRegex(@"\s+and\s+(?=(?:[^']*'[^']*')*[^']*$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex And();

    [GeneratedRegex(@"^(?<name>\w+)\s+eq\s+(?<value>'(?:[^']|'')*'|true|false|null)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Equal();

    [GeneratedRegex(@"^startswith\(\s*(?<name>\w+)\s*,\s*(?<value>'(?:[^']|'')*')\s*\)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Starts();

    [GeneratedRegex(@"^(?<name>\w+)\s+in\s*\((?<values>.+)\)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex In();

    [GeneratedRegex("'(?:[^']|'')*'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
