using System.Collections.Frozen;
using System.Text;

namespace Seatkeeper.Domain.Members;

/// <summary>Finds addresses that only look like others, so that nobody is matched to a stranger's account.</summary>
public static class LookAlike
{
    // Letters that cannot be told from an ASCII letter in usual type (from the confusables of UTS 39), lower case.
    private static readonly FrozenDictionary<int, char> Twins = Pairs(
        ("аɑα", 'a'), ("сϲ", 'c'), ("ԁ", 'd'), ("е", 'e'), ("ɡց", 'g'), ("һհ", 'h'), ("іıι", 'i'), ("јյ", 'j'), ("κ", 'k'), ("ӏ", 'l'),
        ("ո", 'n'), ("оοօ", 'o'), ("рρ", 'p'), ("ԛզ", 'q'), ("ѕ", 's'), ("սυ", 'u'), ("ѵν", 'v'), ("ԝ", 'w'), ("х", 'x'), ("уγ", 'y'));

    /// <summary>Whether an address by itself is suspicious: hidden characters, mixed scripts, or letters that imitate ASCII throughout.</summary>
    /// <param name="email">The address as shown, valid or not.</param>
    public static bool IsSuspicious(string email)
    {
        var key = EmailAddress.KeyOf(email);
        if (key.All(char.IsAscii))
            return key.Any(EmailAddress.IsHidden);

        var parts = key.Split('@');
        return key.Any(EmailAddress.IsHidden) || IsImitation(parts[0]) || parts.Skip(1).SelectMany(domain => domain.Split('.')).Any(IsImitation);
    }

    /// <summary>What an address looks like, written in ASCII where its letters have a twin there.</summary>
    /// <param name="email">The address as shown.</param>
    public static string Appearance(string email)
    {
        var key = EmailAddress.KeyOf(email);
        if (key.All(char.IsAscii))
            return key;
        var seen = new StringBuilder(key.Length);
        foreach (var rune in key.EnumerateRunes())
        {
            if (Twin(rune) is { } twin)
                seen.Append(twin);
            else if (!(rune.IsBmp && EmailAddress.IsHidden((char)rune.Value)))
                seen.Append(rune.ToString());
        }

        return seen.ToString();
    }

    // All of one foreign script, but every letter has its ASCII twin: "раураӏ" reads as "paypal".
    private static bool IsImitation(string part) =>
        Script.IsMixed(part)
        || Script.HasLooseMark(part)
        || (part.EnumerateRunes().Any(rune => !rune.IsAscii && Rune.IsLetter(rune))
            && part.EnumerateRunes().Where(Rune.IsLetter).All(rune => !rune.IsAscii && Twin(rune) is not null));

    private static char? Twin(Rune rune) => rune.Value switch
    {
        >= 0xFF41 and <= 0xFF5A => (char)('a' + rune.Value - 0xFF41),
        >= 0xFF10 and <= 0xFF19 => (char)('0' + rune.Value - 0xFF10),
        >= 0x1D400 and <= 0x1D6A3 => (char)('a' + ((rune.Value - 0x1D400) % 26)),
        >= 0x1D7CE and <= 0x1D7FF => (char)('0' + ((rune.Value - 0x1D7CE) % 10)),
        _ => Twins.TryGetValue(rune.Value, out var twin) ? twin : null,
    };

    private static FrozenDictionary<int, char> Pairs(params (string Letters, char Twin)[] groups) =>
        groups.SelectMany(group => group.Letters.Select(letter => KeyValuePair.Create((int)letter, group.Twin))).ToFrozenDictionary();
}
