using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Seeding;

/// <summary>5,000 members with everything that makes a list hard to read.</summary>
internal static class LargeSet
{
    private const int Admins = 20;
    private const int Members = 4379;
    private const int Guests = 600;
    private const int Pending = 120;

    /// <summary>Latin letters and the Cyrillic ones that look the same.</summary>
    private static readonly (string Latin, string Lookalike)[] HomographPairs =
    [
        ("anna.reyes@corp.test", "\u0430nna.reyes@corp.test"),
        ("oscar.pace@corp.test", "\u043Escar.pace@corp.test"),
        ("eva.sorel@corp.test", "\u0435va.sorel@corp.test"),
        ("paco.xeni@corp.test", "\u0440aco.xeni@corp.test"),
        ("cyril.poe@corp.test", "\u0441yril.poe@corp.test"),
    ];

    public static SeededWorld Create(int seed, string operatorEmail)
    {
        var roster = DataSets.Begin("large", seed, operatorEmail);
        // The special ones first: a usual name must find its address taken, not the other way round.
        var special = AddSpecial(roster);
        roster.AddUsual(AccessLevel.Admin, Admins - 1);
        roster.AddUsual(AccessLevel.Member, Members - special);
        roster.AddUsual(AccessLevel.Guest, Guests);
        roster.InviteUsual(Pending);
        return DataSets.Finish(roster, operatorEmail, DataSets.Settings("Contoso SEO", Plans.Enterprise, 5200) with { ListMode = ListMode.Virtual });
    }

    private static int AddSpecial(Roster roster)
    {
        var before = roster.Members.Count;
        var number = 0;
        foreach (var name in UnicodeNames.All) roster.Add($"unicode.{++number:00}@corp.test", name, AccessLevel.Member);
        number = 0;
        foreach (var name in HostileNames.All) roster.Add($"hostile.{++number:00}@corp.test", name, AccessLevel.Member);
        foreach (var (latin, lookalike) in HomographPairs)
        {
            roster.Add(latin, "Look Alike", AccessLevel.Member);
            roster.Add(lookalike, "Look Alike", AccessLevel.Member);
        }

        foreach (var length in new[] { 60, 90, 119, 120 }) roster.AddNamed(LongName(roster, length), AccessLevel.Member);
        foreach (var length in new[] { 120, 200, 253, 254 }) roster.Add(LongAddress(length), $"Long Address {length}", AccessLevel.Member);
        return roster.Members.Count - before;
    }

    private static string LongName(Roster roster, int length)
    {
        var name = "Maximiliana";
        while (name.Length < length) name += " " + UsualNames.Last[roster.Next(UsualNames.Last.Count)];
        return name[..length].TrimEnd().PadRight(length, 'e');
    }

    /// <summary>A legal address of exactly that length: a local part of at most 64, labels of at most 63.</summary>
    private static string LongAddress(int length)
    {
        const string end = ".test";
        var local = "long." + new string('a', 59);
        var rest = length - local.Length - 1 - end.Length;
        var labels = new List<string>();
        while (rest > 0)
        {
            var size = Math.Min(50, rest);
            labels.Add(new string('b', size));
            rest -= size + 1;
        }

        return $"{local}@{string.Join('.', labels)}{end}";
    }
}
