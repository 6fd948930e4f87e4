using System.Globalization;
using System.Text;

namespace Seatkeeper.Domain.Members;

/// <summary>
/// Tells the writing system of a letter, as far as it matters for addresses that only look like others. The runtime has
/// no such table; the ranges are those of the Unicode blocks.
/// </summary>
internal static class Script
{
    /// <summary>Digits, signs and marks, which go with any script.</summary>
    public const int Any = 0;

    public const int Latin = 1;
    public const int Han = 4;
    public const int Kana = 5;
    public const int Bopomofo = 6;
    public const int Hangul = 7;

    private const int Greek = 2;
    private const int Cyrillic = 3;

    // Scripts beyond the named ones are told apart by block of 128 characters, which is how most of them are laid out.
    private const int FirstOther = 1_000;

    private static readonly (int First, int Last, int Script)[] Ranges =
    [
        (0x0041, 0x024F, Latin), (0x0250, 0x02AF, Latin), (0x0370, 0x03FF, Greek), (0x0400, 0x052F, Cyrillic),
        (0x0530, 0x058F, FirstOther + 1), (0x0590, 0x05FF, FirstOther + 2), (0x0600, 0x077F, FirstOther + 3),
        (0x1100, 0x11FF, Hangul), (0x1C80, 0x1C8F, Cyrillic), (0x1D00, 0x1DBF, Latin), (0x1E00, 0x1EFF, Latin), (0x1F00, 0x1FFF, Greek),
        (0x2C60, 0x2C7F, Latin), (0x2DE0, 0x2DFF, Cyrillic), (0x2E80, 0x2FDF, Han), (0x3005, 0x3007, Han), (0x3040, 0x30FF, Kana),
        (0x3100, 0x312F, Bopomofo), (0x3130, 0x318F, Hangul), (0x31F0, 0x31FF, Kana), (0x3400, 0x9FFF, Han), (0xA640, 0xA69F, Cyrillic),
        (0xA720, 0xA7FF, Latin), (0xAC00, 0xD7FF, Hangul), (0xF900, 0xFAFF, Han), (0xFB50, 0xFEFF, FirstOther + 3), (0xFF21, 0xFF5A, Latin),
        (0xFF66, 0xFF9F, Kana), (0x1D400, 0x1D7FF, Latin), (0x20000, 0x3FFFF, Han),
    ];

    // What Japanese, Chinese and Korean writers combine, Latin included (the "highly restrictive" level of UTS 39).
    private static readonly int[][] Together = [[Latin, Han, Kana], [Latin, Han, Bopomofo], [Latin, Han, Hangul]];

    /// <summary>The script of one character.</summary>
    public static int Of(Rune rune)
    {
        if (!Rune.IsLetter(rune))
            return Any;
        foreach (var (first, last, script) in Ranges)
        {
            if (rune.Value >= first && rune.Value <= last)
                return script;
        }

        return FirstOther + 100 + (rune.Value >> 7);
    }

    /// <summary>Whether a text holds scripts that nobody writes together.</summary>
    public static bool IsMixed(string text)
    {
        var scripts = text.EnumerateRunes().Select(Of).Where(script => script != Any).ToHashSet();
        return scripts.Count > 1 && !Together.Any(scripts.IsSubsetOf);
    }

    /// <summary>Whether a mark sits on a Latin letter, where one composed letter would look the same.</summary>
    public static bool HasLooseMark(string text)
    {
        var afterLatin = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (afterLatin && Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark)
                return true;
            afterLatin = Of(rune) == Latin;
        }

        return false;
    }
}
