using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Seatkeeper.Functions.Telemetry;

/// <summary>
/// Texts as they may leave the app in logs and traces: without addresses of people and without what lets anybody in. What libraries say of their
/// troubles is not ours to write, so it is looked through by shape. Ids stay, because operators look for them: GUIDs with and without hyphens,
/// trace ids and digests (32 or 64 hexadecimal digits), and whatever is put together of them; no secret of the app is hexadecimal.
/// </summary>
internal static partial class RedactedText
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Mark = "(redacted)";

    /// <summary>What stands in an e-mail address's place.</summary>
    public const string AddressMark = "(address)";

    // Shorter ones are words and numbers as well.
    private const int ShortestOpaque = 32;
    private const int FewDigits = 2;
    private const double LongestWords = 10 / 3d;

    // Where a word begins. Texts are looked through as they are within JSON, too: there something may begin behind what JSON writes with a
    // backslash, and never within it. Each pattern looks at every letter a few times at most, however long the text is.
    private const string Start = @"(?<=^|" + Escaped + @"|[^A-Za-z0-9_\\])";
    private const string Escaped = @"\\[bfnrt]|\\u[0-9A-Fa-f]{4}|\\u(?![0-9A-Fa-f]{4})|\\(?![bfnrtu])";

    // A quote as it is written, within JSON, and within JSON as careful programs write it. One that ends a string of JSON begins no value.
    private const string Quote = """(\\?["']|\\u0022)""";
    private const string Ends = @"(?!\s*([,}\]]|$))";

    // A backslash of a value, rather than what ends it within JSON: a quote or the end of a line.
    private const string Backslash = """(\\\\|\\u(?!00(2[267]|3[CE]))|\\[^"nru\\])""";

    private const RegexOptions AnyCase = RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
    private const int Patience = 10_000;

    /// <summary>The text without what must not get out; itself where nothing of the kind is in it. Its own answer it leaves as it is, and JSON remains JSON.</summary>
    public static string Of(string text)
    {
        try
        {
            text = Header().Replace(text, $"${{head}}{Mark}");
            text = UserInfo().Replace(text, Mark);
            text = Pair().Replace(text, $"${{head}}${{open}}{Mark}");
            text = Jwt().Replace(text, Mark);
            text = Scheme().Replace(text, $"${{scheme}} {Mark}");
            text = Address().Replace(text, AddressMark);
            return Run().Replace(text, run => IsOpaque(run.Value) ? Mark : string.Join('/', run.Value.Split('/').Select(part => IsOpaque(part) ? Mark : part)));
        }
        catch (RegexMatchTimeoutException)
        {
            // Better nothing than what nobody looked through.
            return Mark;
        }
    }

    /// <summary>The same for what is logged as a part of a line, or is a span's tag: numbers, times and ids by type are not looked at.</summary>
    public static object? OfValue(object? value) => value switch
    {
        string text => Of(text),
        null or Enum or Guid or decimal or DateTime or DateTimeOffset or TimeSpan => value,
        { } plain when plain.GetType().IsPrimitive => value,
        IEnumerable many => OfMany(many),
        _ => OfOther(value),
    };

    private static object OfMany(IEnumerable many)
    {
        var before = many.Cast<object?>().ToList();
        var after = before.ConvertAll(OfValue);
        return after.SequenceEqual(before) ? many : after.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)).ToArray();
    }

    private static object OfOther(object value)
    {
        var before = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        var after = Of(before);
        return after == before ? value : after;
    }

    // Made at random rather than by people: letters of one case with digits in one piece, or small and capital letters and digits that make up
    // nothing but shortest words. However long a name or a path is, its words have more letters; one in 2,000 keys looks like a name.
    private static bool IsOpaque(string run)
    {
        var rest = Id().Replace(run, "").TrimEnd('=');
        if (rest.Length < ShortestOpaque)
            return false;
        var (letters, digits) = (rest.Count(char.IsAsciiLetter), rest.Count(char.IsAsciiDigit));
        return rest.Any(char.IsAsciiLetterLower) && rest.Any(char.IsAsciiLetterUpper)
            ? Word().Count(rest) * LongestWords >= rest.Length
            : letters > 0 && digits >= FewDigits && letters + digits == rest.Length;
    }

    // A header as it is sent or dumped, to the end of its line, or of the string that it is in.
    [GeneratedRegex(
        Start + "(?<head>((Proxy-)?Authorization|(Set-)?Cookie|X-Api-Key|X-Functions-Key)(?>" + Quote + @"?\s*:\s*(\[\s*)?(" + Quote + Ends + ")?))"
        + """(?!\(redacted\))([^\r\n"\\]|""" + Backslash + """|(?<==)(\\"[\w.%+/-]*\\"|"[\w.%+/-]*"))+""",
        AnyCase, Patience)]
    private static partial Regex Header();

    // Name and password before a host.
    [GeneratedRegex("""(?<=://)[^\s/?#:"\\]+:[^\s/?#"\\]+(?=@)""", AnyCase, Patience)]
    private static partial Regex UserInfo();

    // name=value, as in connection strings and queries, and "name": "value", as in JSON and in JSON within JSON. Of keys only those that let
    // somebody in: a code that a library gives its trouble is none, and neither is an assembly's PublicKeyToken.
    [GeneratedRegex(
        "(?<head>(passw(or)?d|passphrase|secret|(?<!PublicKey)token|(account|access|shared|api|subscription)[_-]?key|assertion|credential|backup_?codes?|(?<=[?&])(code|key)|"
        + Start + @"(sig|pwd?|pass|otp|totp|sid|session_?id))(\s*=\s*|%3D|" + Quote + @"\s*[:=]\s*))"
        + """((?<open>\\")([^"\\]|\\\\(\\.|[^"\\]))*|(?<open>\\u0022)([^"\\]|\\(?!u0022).)*|(?<open>"((?<=(?<!\\)"\s*:\s*")|""" + Ends + """))([^"\\]|\\.)*|(?<open>')[^'"\\]*|"""
        + """(?!\(redacted\)|(null|true|false)\b)([^\s&;"'<>)\]}\\]|""" + Backslash + ")+)",
        AnyCase, Patience)]
    private static partial Regex Pair();

    [GeneratedRegex(Start + @"eyJ[\w-]{6,}(\.[\w-]*){1,4}", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Jwt();

    // What follows has to look like no word of a sentence about the scheme.
    [GeneratedRegex(
        Start + @"(?<scheme>[Bb]earer|BEARER|Basic|DPoP|SharedKey(Lite)?)\s+(?=[A-Za-z~+/:-]*([0-9._]|[a-z][A-Z]))[\w.~+/:-]{6,}=*", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Scheme();

    // Also as it is written in an address of the web. OData's notes are no addresses: members@odata.bind.
    [GeneratedRegex(
        @"(?<=^|" + Escaped + @"|[^\w.!#$*+^~\\-])((?>([\w.!#$*+^~-]|\\u002B)([\w.!#$*+^~'-]|\\u002[B7])*)(@|%40)(?!odata\.)([\w-]{1,63}\.)+\p{L}[\w-]+)+", AnyCase, Patience)]
    private static partial Regex Address();

    [GeneratedRegex(@"(?<=^|" + Escaped + @"|[^A-Za-z0-9_+/\\-])(?>([A-Za-z0-9_+/-]|\\u002B){32,})={0,2}", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Run();

    [GeneratedRegex("(?<![0-9a-f])([0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}([0-9a-f]{32})?)(?![0-9a-f])", AnyCase, Patience)]
    private static partial Regex Id();

    [GeneratedRegex("(?<![A-Za-z0-9])[a-z0-9]+(?![A-Za-z0-9])|[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Word();
}
