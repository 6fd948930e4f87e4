namespace Seatkeeper.Domain.Granting;

/// <summary>
/// When people left a group of late. Somebody may leave it, come back and leave again before anybody looked: that is told by this from
/// having left once, and the second leaving has a grace of its own. Beside it, of whoever came or left of late, which change that was: what
/// changed the group last may be about somebody else.
/// </summary>
/// <param name="At">When each of them left it last; who is in it again is not among them.</param>
public sealed record Leavings(IReadOnlyDictionary<string, DateTimeOffset> At)
{
    /// <summary>The most people of whom it is remembered one by one.</summary>
    public const int Most = 5_000;

    // Whoever looks does so within minutes; of more, the last change tells enough.
    private const int MostArrivals = 1_000;
    private const int MostCauses = 200;

    /// <summary>How long it is remembered: longer than any grace.</summary>
    public static TimeSpan KeptFor { get; } = TimeSpan.FromDays(14);

    /// <summary>Nobody left.</summary>
    public static Leavings None { get; } = new(new Dictionary<string, DateTimeOffset>());

    /// <summary>When more left than are remembered one by one: anybody may have been among them.</summary>
    public DateTimeOffset? ManyAt { get; init; }

    /// <summary>When people who are in it came, of late.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Came { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>What the last changes were made for, by their time.</summary>
    public IReadOnlyDictionary<DateTimeOffset, SourceCause> Causes { get; init; } = new Dictionary<DateTimeOffset, SourceCause>();

    /// <summary>How many left it at the same time, the last time that anybody did; more than can be remembered are many.</summary>
    public int LastTogether => At.Count == 0 ? ManyAt is null ? 0 : Most : At.Values.GroupBy(at => at).OrderByDescending(together => together.Key).First().Count();

    /// <summary>When a person may have left the group last; null where nothing is known of it.</summary>
    /// <param name="userId">The person.</param>
    public DateTimeOffset? Of(string userId) => At.TryGetValue(userId, out var at) ? at : ManyAt;

    /// <summary>What the change was made for by which a person left or came; null where that is not remembered.</summary>
    /// <param name="userId">The person.</param>
    public SourceCause? CauseOf(string userId) => At.TryGetValue(userId, out var at) || Came.TryGetValue(userId, out at) ? Causes.GetValueOrDefault(at) : null;

    /// <summary>The same without what was made before a time.</summary>
    /// <param name="time">The time.</param>
    public Leavings WithCausesSince(DateTimeOffset time) => this with { Causes = Causes.Where(cause => cause.Key >= time).ToDictionary() };

    /// <summary>The same after a change of the group.</summary>
    /// <param name="before">Who was in it.</param>
    /// <param name="after">Who is in it now.</param>
    /// <param name="at">Since when.</param>
    /// <param name="cause">What it was changed for.</param>
    public Leavings After(IEnumerable<string> before, IReadOnlyCollection<string> after, DateTimeOffset at, SourceCause? cause = null)
    {
        var here = after.ToHashSet(StringComparer.Ordinal);
        var was = before.ToHashSet(StringComparer.Ordinal);
        var left = At.Where(person => !here.Contains(person.Key) && at - person.Value < KeptFor).ToDictionary(person => person.Key, person => person.Value, StringComparer.Ordinal);
        foreach (var person in was.Where(person => !here.Contains(person)))
            left[person] = at;
        var came = Came.Where(person => here.Contains(person.Key) && at - person.Value < KeptFor).ToDictionary(person => person.Key, person => person.Value, StringComparer.Ordinal);
        foreach (var person in here.Where(person => !was.Contains(person)))
            came[person] = at;
        if (came.Count > MostArrivals)
            came.Clear();
        var causes = cause is null ? Causes : Causes.Append(KeyValuePair.Create(at, cause)).DistinctBy(one => one.Key);
        var many = left.Count > Most;
        return new Leavings(many ? None.At : left)
        {
            ManyAt = many ? at : at - ManyAt < KeptFor ? ManyAt : null,
            Came = came,
            Causes = causes.OrderByDescending(one => one.Key).TakeWhile(one => at - one.Key < KeptFor).Take(MostCauses).ToDictionary(),
        };
    }
}
