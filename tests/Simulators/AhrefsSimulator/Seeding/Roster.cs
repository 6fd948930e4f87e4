using Seatkeeper.AhrefsSimulator.Model;

namespace Seatkeeper.AhrefsSimulator.Seeding;

/// <summary>Collects the people of one seeded workspace; every address is given once, whatever its case.</summary>
internal sealed class Roster(string set, int seed)
{
    /// <summary>Seeded times are fixed, because the same seed must give the same list on every day.</summary>
    private static readonly DateTimeOffset Epoch = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    private readonly Random random = new(StableHash(set, seed));
    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<SeededMember> members = [];
    private readonly List<SeededInvitation> invitations = [];

    public IReadOnlyList<SeededMember> Members => members;

    public IReadOnlyList<SeededInvitation> Invitations => invitations;

    public int Next(int limit) => random.Next(limit);

    public void Add(string email, string name, AccessLevel role)
    {
        if (!taken.Add(email)) throw new InvalidOperationException($"The address {email} is in the set {set} twice.");
        var joined = Epoch.AddMinutes(-random.Next(60, 700 * 24 * 60));
        DateTimeOffset? active = random.Next(20) == 0 ? null : Epoch.AddMinutes(-random.Next(1, 60 * 24 * 60));
        members.Add(new SeededMember(email, name, role, joined, active, random.Next(3) > 0));
    }

    public void AddUsual(AccessLevel role, int count)
    {
        for (var i = 0; i < count; i++) AddNamed(UsualName(), role);
    }

    public void AddNamed(string name, AccessLevel role) => Add(FreeAddress(name), name, role);

    public void Invite(string email, AccessLevel role, bool expired = false)
    {
        var by = members[random.Next(Math.Min(3, members.Count))].Email;
        invitations.Add(new SeededInvitation(email, role, by, Epoch.AddMinutes(-random.Next(10, 20 * 24 * 60)), expired));
    }

    public void InviteUsual(int count, bool expired = false)
    {
        for (var i = 0; i < count; i++)
        {
            var email = FreeAddress(UsualName());
            taken.Add(email);
            Invite(email, random.Next(10) == 0 ? AccessLevel.Admin : AccessLevel.Member, expired);
        }
    }

    /// <summary>Roles come in no order on the real page either.</summary>
    public void Shuffle()
    {
        for (var i = members.Count - 1; i > 0; i--)
        {
            var other = random.Next(i + 1);
            (members[i], members[other]) = (members[other], members[i]);
        }
    }

    private string UsualName() => $"{UsualNames.First[random.Next(UsualNames.First.Count)]} {UsualNames.Last[random.Next(UsualNames.Last.Count)]}";

    private string FreeAddress(string name)
    {
        var letters = new string([.. name.ToLowerInvariant().Replace(' ', '.').Where(c => char.IsAsciiLetterLower(c) || c == '.')]).Trim('.');
        if (letters.Length is 0 or > 40) letters = "person";
        var domain = random.Next(12) == 0 ? "example.org" : "corp.test";
        var email = $"{letters}@{domain}";
        for (var n = 2; taken.Contains(email); n++) email = $"{letters}{n}@{domain}";
        return email;
    }

    private static int StableHash(string set, int seed)
    {
        var hash = 17;
        foreach (var c in set) hash = unchecked((hash * 31) + c);
        return unchecked((hash * 31) + seed);
    }
}
