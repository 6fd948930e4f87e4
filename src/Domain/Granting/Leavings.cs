namespace Seatkeeper.Domain.Granting;

/// <summary>
/// When people left a group of late. Somebody may leave it, come back and leave again before anybody looked: that is told by this from
/// having left once, and the second leaving has a grace of its own.
/// </summary>
/// <param name="At">When each of them left it last; who is in it again is not among them.</param>
public sealed record Leavings(IReadOnlyDictionary<string, DateTimeOffset> At)
{
    /// <summary>The most people of whom it is remembered one by one.</summary>
    public const int Most = 5_000;

    /// <summary>How long it is remembered: longer than any grace.</summary>
    public static TimeSpan KeptFor { get; } = TimeSpan.FromDays(14);

    /// <summary>Nobody left.</summary>
    public static Leavings None { get; } = new(new Dictionary<string, DateTimeOffset>());

    /// <summary>When more left than are remembered one by one: anybody may have been among them.</summary>
    public DateTimeOffset? ManyAt { get; init; }

    /// <summary>How many left it at the same time, the last time that anybody did; more than can be remembered are many.</summary>
    public int LastTogether => At.Count == 0 ? ManyAt is null ? 0 : Most : At.Values.GroupBy(at => at).OrderByDescending(together => together.Key).First().Count();

    /// <summary>When a person may have left the group last; null where nothing is known of it.</summary>
    /// <param name="userId">The person.</param>
    public DateTimeOffset? Of(string userId) => At.TryGetValue(userId, out var at) ? at : ManyAt;

    /// <summary>The same after a change of the group.</summary>
    /// <param name="before">Who was in it.</param>
    /// <param name="after">Who is in it now.</param>
    /// <param name="at">Since when.</param>
    public Leavings After(IEnumerable<string> before, IReadOnlyCollection<string> after, DateTimeOffset at)
    {
        var here = after.ToHashSet(StringComparer.Ordinal);
        var left = At.Where(person => !here.Contains(person.Key) && at - person.Value < KeptFor).ToDictionary(person => person.Key, person => person.Value, StringComparer.Ordinal);
        foreach (var person in before.Where(person => !here.Contains(person)))
            left[person] = at;
        if (left.Count > Most)
            return None with { ManyAt = at };
        return new Leavings(left) { ManyAt = at - ManyAt < KeptFor ? ManyAt : null };
    }
}
