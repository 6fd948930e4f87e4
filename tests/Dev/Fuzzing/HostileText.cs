namespace Seatkeeper.Dev.Fuzzing;

/// <summary>Texts that break what is not careful.</summary>
internal static class HostileText
{
    // Each is a text; how it is escaped is up to where it goes.
    private static readonly string[] Plain =
    [
        "", " ", "\t\n", "\0", "a\0b", "\u0001\u0007\u001b[31m", "\r\nX-Injected: yes", "\r\n\r\n<html>", "\u202Etxt.exe\u202C", "\u200B", "\u0301e\u0301", "İıſﬀ", "😀😀😀", "\uFEFFbom", "\uFFFF",
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "../../../../etc/passwd", "..\\..\\windows\\win.ini", "/", "\\", "#", "?", "a/b", "a|b", "%2F", "%00", "%",
        "' or PartitionKey ne '", "'", "''", "'; drop table Members; --", "a' and RowKey gt '", "{0}", "{{7*7}}", "${jndi:ldap://127.0.0.1/a}", "$(id)", "`id`", "*", ".", "-", "_",
        "null", "undefined", "NaN", "Infinity", "true", "0", "-1", "1e309", "9999999999999999999999", "0x10", "١٢٣", "[]", "{}", "2026-02-30", "0001-01-01", "9999-12-31T23:59:59.9999999Z", "-0001-01-01",
        "=HYPERLINK(\"http://127.0.0.1\")", "a@b", "@", "a@b@c", "\"a b\"@corp.test", "a@xn--80ak6aa92e.com", "аdmin@corp.test", "javascript:alert(1)", "file:///etc/passwd", "http://169.254.169.254/", "https://[::1]/",
    ];

    private static readonly int[] Lengths = [200, 201, 1_000, 4_000, 33_000, 70_000];

    // No text can hold half a character, but an escape in JSON can name it.
    private static readonly string[] OnlyInJson =
    [
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"a\\ud83d\"", "1e400", "-1e400", "99999999999999999999", "-9223372036854775809", "2147483648", "-2147483649", "1.5", "0.1e-400", "-0", "true", "null", "[]", "{}", "[[]]", "[null]",
        "{\"a\":1}", "{\"__proto__\":{}}", "{\"$type\":\"x\"}", "\"\\u0000\"", "\"\\u202e\"", "[1,\"a\",null,{}]", "\"\"",
    ];

    /// <summary>A text.</summary>
    public static string Draw(Random random) => random.Next(12) == 0 ? new string("aA9é'😀"[random.Next(5)], Lengths[random.Next(Lengths.Length)]) : Plain[random.Next(Plain.Length)];

    /// <summary>A value as JSON writes it, which may not be right anywhere.</summary>
    public static string DrawJson(Random random) => random.Next(8) switch
    {
        0 => string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40)),
        1 => string.Concat(Enumerable.Repeat("{\"a\":", 20_000)) + "1" + new string('}', 20_000),
        2 => $"[{string.Join(',', Enumerable.Repeat("\"a\"", 501))}]",
        3 => $"[{string.Join(',', Enumerable.Repeat("{}", 5_000))}]",
        _ => OnlyInJson[random.Next(OnlyInJson.Length)],
    };

    /// <summary>A part of a path, encoded: of one to ten thousand characters, and never one that leads to another route.</summary>
    public static string DrawSegment(Random random) => random.Next(14) switch
    {
        0 => new string('a', 10_000),
        1 => new string('a', 2_000),
        2 => string.Concat(Enumerable.Repeat("%C3%A9", 1_000)),
        3 => "a",
        4 => "..%2F..%2Fhealth%2Flive",
        5 => "%2F",
        6 => "a%2Fb%2F%2Fc",
        7 => "%FF%FE",
        8 => "%ED%A0%80",
        9 => "%00",
        10 => "a%0D%0AX-Injected:%20yes",
        11 => new string('0', 64),
        _ => Uri.EscapeDataString(Draw(random).Trim('.', ' ', '\t', '\n') is { Length: > 0 and <= 300 } text ? text : "~"),
    };

    /// <summary>A query value, encoded.</summary>
    public static string DrawQuery(Random random) => random.Next(10) switch
    {
        0 => "%FF%FE",
        1 => "%ED%A0%80",
        2 => "%",
        3 => "%zz",
        4 => Convert.ToBase64String([.. Enumerable.Range(0, 30).Select(_ => (byte)random.Next(256))]).Replace('+', '-').Replace('/', '_').TrimEnd('='),
        5 => new string('a', 6_000),
        _ => Uri.EscapeDataString(Draw(random) is { Length: <= 500 } text ? text : "~"),
    };

    /// <summary>A header's value, as far as a client can send it.</summary>
    public static string DrawHeader(Random random) => random.Next(10) switch
    {
        0 => "",
        1 => "*",
        2 => "W/\"a\"",
        3 => "\"",
        4 => "\"a\", \"b\",,",
        5 => new string('k', 201),
        6 => new string('k', 6_000),
        7 => "é",
        8 => "a b\tc",
        _ => Convert.ToHexString([(byte)random.Next(256), (byte)random.Next(256)]),
    };
}
