using Seatkeeper.Domain.Members;

namespace Seatkeeper.Benchmarks.Groups;

/// <summary>
/// Who should have which seat, by who is in which group: the highest role of the groups that are mapped to a hub and name the person, by
/// way of the nested one too; nobody who is disabled or deleted; and whoever had the seat before keeps at least what they had.
/// </summary>
internal sealed class GroupModel
{
    /// <summary>The group that may be a member of others.</summary>
    public const string Nested = "N";

    private readonly Dictionary<(int Hub, string Email), List<(DateTimeOffset At, bool IsIn)>> stays = [];

    /// <summary>People by address.</summary>
    public SortedDictionary<string, ModelPerson> People { get; } = new(StringComparer.Ordinal);

    /// <summary>Who is in which group directly; <see cref="Nested"/> stands for the nested group.</summary>
    public SortedDictionary<string, HashSet<string>> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>The role that a group gives in a hub.</summary>
    public SortedDictionary<(int Hub, string Group), AppRole> Mapped { get; } = [];

    /// <summary>The role that somebody should have in a hub; null where no seat.</summary>
    public AppRole? RoleOf(int hub, string email)
    {
        var person = People[email];
        var given = Mapped.Where(mapped => mapped.Key.Hub == hub && person.IsActive && IsIn(mapped.Key.Group, email)).Max(mapped => (AppRole?)mapped.Value);
        var had = person.Before.TryGetValue(hub, out var before) ? before : (AppRole?)null;
        return given is null || had > given ? had : given;
    }

    /// <summary>Notes who is in some mapped group from now on, and who is in none.</summary>
    public void Note(DateTimeOffset at)
    {
        foreach (var hub in Mapped.Keys.Select(mapped => mapped.Hub).Concat(stays.Keys.Select(stay => stay.Hub)).Distinct().ToList())
        {
            foreach (var (email, person) in People)
            {
                var isIn = person.IsActive && Mapped.Keys.Any(mapped => mapped.Hub == hub && IsIn(mapped.Group, email));
                if (!stays.TryGetValue((hub, email), out var known))
                    stays[(hub, email)] = known = [(DateTimeOffset.MinValue, false)];
                if (known[^1].IsIn != isIn)
                    known.Add((at, isIn));
            }
        }
    }

    /// <summary>Whether somebody was in a mapped group of a hub without a break.</summary>
    public bool StayedIn(int hub, string email, DateTimeOffset from, DateTimeOffset to)
    {
        if (!stays.TryGetValue((hub, email), out var known))
            return false;
        for (var nth = 0; nth < known.Count; nth++)
        {
            var end = nth + 1 < known.Count ? known[nth + 1].At : DateTimeOffset.MaxValue;
            if (!known[nth].IsIn && known[nth].At <= to && end > from)
                return false;
        }

        return true;
    }

    private bool IsIn(string group, string email) => Groups[group].Contains(email) || (Groups[group].Contains(Nested) && Groups[Nested].Contains(email));
}

/// <summary>Somebody of the model.</summary>
/// <param name="Id">Their object id.</param>
internal sealed record ModelPerson(string Id)
{
    public bool IsDisabled { get; set; }

    public bool IsDeleted { get; set; }

    /// <summary>The roles that they had in hubs before any group.</summary>
    public Dictionary<int, AppRole> Before { get; } = [];

    public bool IsActive => !IsDisabled && !IsDeleted;
}
