using System.Text.Json;

namespace Seatkeeper.Domain.Scim;

/// <summary>Reads the text of a filter once, from left to right.</summary>
internal sealed class ScimFilterReader(string text, ScimSchema schema, string? within)
{
    private const int Longest = 4_000;
    private const int MostTests = 10;
    private const int MostBrackets = 10;
    private int at;
    private int brackets;

    public IReadOnlyList<ScimTest> Read()
    {
        if (text.Length > Longest)
            throw Invalid("is too long");
        var tests = All();
        SkipSpaces();
        if (at != text.Length)
            throw Invalid("is not at its end where it should be");
        // Of one resource it may be asked whether it has what is not kept: it has not. Asked of all, "nobody" would be a lie.
        if (tests.Find(test => IsNotKept(test.Path)) is { } unknown && !tests.Exists(test => test.IsEqual && test.Path.Attribute.Equals("id", StringComparison.OrdinalIgnoreCase)))
            throw Invalid($"asks for {(unknown.Path.IsForeign ? "an extension" : unknown.Path)}, which is not kept");
        return tests;
    }

    private bool IsNotKept(ScimPath path) => path.IsForeign || (within is null && schema.Find(path.Attribute) is null && ScimSchema.IsIgnored(path.Attribute));

    private List<ScimTest> All()
    {
        List<ScimTest> tests = [];
        do
        {
            tests.AddRange(One());
            if (tests.Count > MostTests)
                throw Invalid($"has more than {MostTests} tests");
        }
        while (TakeWord("and"));
        return tests;
    }

    private List<ScimTest> One()
    {
        SkipSpaces();
        if (at >= text.Length || text[at] != '(')
            return [Test()];
        at++;
        // Each one opens a call in a call.
        if (++brackets > MostBrackets)
            throw Invalid($"has more than {MostBrackets} brackets");
        var inner = All();
        SkipSpaces();
        if (at >= text.Length || text[at++] != ')')
            throw Invalid("lacks a closing bracket");
        return inner;
    }

    private ScimTest Test()
    {
        var path = Known(PathText());
        if (path.Which is not null && (AtEnd() || IsWord("and")))
            return new ScimTest(path, IsEqual: false, null);
        return TakeWord("eq") ? new ScimTest(path, IsEqual: true, Value()) : throw Invalid("may only use eq and and");
    }

    private ScimPath Known(string path)
    {
        if (path.Length == 0)
            throw Invalid("lacks an attribute");
        if (within is not null && path.Contains('[', StringComparison.Ordinal))
            throw Invalid("chooses from values of values");
        var read = Parsed(path);
        if (IsNotKept(read))
            return read;
        var attribute = within is null ? schema.Find(read.Attribute) : schema.Find(within)?.FindSub(read.Attribute);
        if (attribute is null || (read.Sub is not null && attribute.FindSub(read.Sub) is null) || (attribute is { Type: ScimType.Complex, IsMultiValued: false } && read.Sub is null))
            throw Invalid($"asks for {ScimPath.Shown(path)}, which is not kept");
        return read;
    }

    private ScimPath Parsed(string path)
    {
        try
        {
            return ScimPath.Parse(path, schema);
        }
        catch (ScimException e) when (e.Error.Type == ScimErrorType.InvalidPath)
        {
            throw Invalid($"has an attribute that cannot be read: {ScimPath.Shown(path)}");
        }
    }

    // Up to a space that is neither in brackets nor in quotes.
    private string PathText()
    {
        SkipSpaces();
        var (from, depth, quoted) = (at, 0, false);
        for (; at < text.Length; at++)
        {
            var letter = text[at];
            if (quoted && letter == '\\')
                at++;
            else if (letter == '"')
                quoted = depth > 0 && !quoted;
            else if (!quoted && letter == '[')
                depth++;
            else if (!quoted && letter == ']')
                depth--;
            else if (!quoted && depth == 0 && (char.IsWhiteSpace(letter) || letter is '(' or ')'))
                break;
        }

        at = Math.Min(at, text.Length);
        return text[from..at];
    }

    private object? Value()
    {
        SkipSpaces();
        if (AtEnd())
            throw Invalid("lacks a value after eq");
        if (text[at] == '"')
            return Quoted();
        // Entra's own documentation shows values without quotes.
        var from = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not (')' or '(' or ']' or '"'))
            at++;
        var word = text[from..at];
        if (word.Length == 0)
            throw Invalid("lacks a value after eq");
        if (bool.TryParse(word, out var flag))
            return flag;
        return word == "null" ? null : word;
    }

    private string Quoted()
    {
        var from = at++;
        while (at < text.Length && text[at] != '"')
            at += text[at] == '\\' ? 2 : 1;
        if (at >= text.Length)
            throw Invalid("lacks a closing quote");
        at++;
        try
        {
            return JsonSerializer.Deserialize<string>(text[from..at]) ?? "";
        }
        catch (JsonException)
        {
            throw Invalid("has a text that is no JSON text");
        }
    }

    private bool TakeWord(string word)
    {
        if (!IsWord(word))
            return false;
        at += word.Length;
        return true;
    }

    private bool IsWord(string word)
    {
        SkipSpaces();
        var end = at + word.Length;
        return text.AsSpan(at).StartsWith(word, StringComparison.OrdinalIgnoreCase) && (end == text.Length || char.IsWhiteSpace(text[end]) || text[end] is '(' or '"');
    }

    private bool AtEnd()
    {
        SkipSpaces();
        return at >= text.Length || text[at] == ')';
    }

    private void SkipSpaces()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }

    private ScimException Invalid(string what) => ScimException.Bad(ScimErrorType.InvalidFilter, $"The filter \"{ScimPath.Shown(text)}\" {what}.");
}
