using System.Globalization;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Granting;

/// <summary>What becomes of the people of a team or group that a hub is taken from.</summary>
public enum SourceEnd
{
    /// <summary>Whom nothing else gives a seat loses it in the app.</summary>
    App,
    /// <summary>Nothing changes in the app: confirmed members keep the seat as their own, the grant of all others ends.</summary>
    Hub,
}

/// <summary>A team or group that was given a hub.</summary>
/// <param name="Source">Which of the two.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="AppRole">The role in the app that it gives.</param>
/// <param name="HubRole">The role in the hub that it gives.</param>
/// <param name="People">Who is in it.</param>
/// <param name="Ends">How it is taken from the hub; null where it is not.</param>
public sealed record GrantingSource(
    GrantSource Source, string Id, string Name, AppRole AppRole, HubRole HubRole, IReadOnlySet<string> People, SourceEnd? Ends = null)
{
    /// <summary>When the people of a group were read last, completely.</summary>
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>Since when a group's people are known to be these: the read that told it, or the change after it.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>Nobody knows who is in it: it changes nobody, and nobody loses a seat as long as they may be in it.</summary>
    public bool IsUnread { get; init; }

    /// <summary>The provider said that the group is deleted.</summary>
    public bool IsGone { get; init; }

    /// <summary>Names what a group held when it was looked at.</summary>
    public string Version { get; init; } = "";

    /// <summary>
    /// Whether a group that had several people is without anybody from one look to the next: an answer that leaves everybody out looks the
    /// same, and agrees with a count that is as wrong.
    /// </summary>
    internal bool IsEmptied => People.Count == 0 && !IsGone && Leavings.LastTogether > 1;

    /// <summary>What made it what it is.</summary>
    public SourceCause? Cause { get; init; }

    /// <summary>When people left a group of late.</summary>
    public Leavings Leavings { get; init; } = Leavings.None;

    /// <summary>What the change was made for by which one person left or came; of whom that is not known, what made it what it is.</summary>
    /// <param name="userId">The person.</param>
    public string? CauseOf(string userId) => (Leavings.CauseOf(userId) ?? Cause)?.ToString();
}

/// <summary>What made a group, or what a hub gives it, what it is.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Id">Names it where its sender does; of a mapping, who made it.</param>
/// <param name="At">When.</param>
public sealed record SourceCause(string Kind, string? Id, DateTimeOffset At)
{
    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind}{(Id is null ? "" : $" {Id}")} at {At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
}

/// <summary>What is known of the people whom teams and groups are made of.</summary>
/// <param name="HighestHubRoles">Everybody who has not left, with the highest role that they may have in a hub.</param>
/// <param name="Confirmed">Whoever is matched to a confirmed member.</param>
/// <param name="Owners">Who is Owner of the hub.</param>
public sealed record GrantablePeople(IReadOnlyDictionary<string, HubRole> HighestHubRoles, IReadOnlySet<string> Confirmed, IReadOnlySet<string> Owners)
{
    private static readonly IReadOnlySet<string> nobody = new HashSet<string>();

    /// <summary>Whoever is known to have left the workspace, and how, for people.</summary>
    public IReadOnlyDictionary<string, string> Left { get; init; } = new Dictionary<string, string>();

    /// <summary>Whoever the directory has deleted and who has not left by it, and how, for people: it is asked about them there, or somebody said that they stay.</summary>
    public IReadOnlyDictionary<string, string> Out { get; init; } = new Dictionary<string, string>();

    /// <summary>Whoever a whole read of the directory did not show: that a group does not name them either is no fact of its own, so their seat waits for a person's word.</summary>
    public IReadOnlySet<string> Missed { get; init; } = nobody;

    /// <summary>When people left the workspace last, those who are back included.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> LeftAt { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>Whoever has a seat, or an invitation.</summary>
    public IReadOnlySet<string> Seated { get; init; } = nobody;
}

/// <summary>What has to be written so that the grants are those that teams and groups give.</summary>
/// <param name="Changes">The grants; those of people's own come first, so that nobody is without one in between.</param>
/// <param name="Spared">Whose last grant may go without their seat: a source was taken from the hub and not from the app.</param>
public sealed record SharedGrantPlan(GrantChanges Changes, IReadOnlySet<string> Spared)
{
    /// <summary>Whose seat a group takes over from a check.</summary>
    public IReadOnlyList<string> Adopted { get; init; } = [];
}

/// <summary>Keeps the grants that teams and groups give in step with who is in them. Pure: the same input gives the same plan.</summary>
public static class SharedGrants
{
    /// <summary>What has to be written. A source that is not among the given ones is nobody's business: its grants stay.</summary>
    /// <param name="stored">The hub's grants.</param>
    /// <param name="sources">Every team and group that has, or is to lose, the hub.</param>
    /// <param name="people">What is known of people.</param>
    /// <param name="rules">The hub's rules about groups.</param>
    /// <param name="at">When it is planned.</param>
    /// <param name="returned">Grants of people who were back in a group for a while, which nobody wrote.</param>
    public static SharedGrantPlan Plan(
        HubGrants stored, IReadOnlyCollection<GrantingSource> sources, GrantablePeople people, GroupRules rules, DateTimeOffset at, IReadOnlyCollection<Grant>? returned = null)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(rules);
        var wanted = sources.Where(source => source is { Ends: null, IsUnread: false }).SelectMany(source => Of(source, stored, people, at)).ToDictionary(grant => grant.Key);
        var adopted = rules.AdoptsExisting ? GroupLeaving.Adopted(stored, wanted.Values) : [];
        foreach (var left in new GroupLeaving(new HubGrants(stored.HubId, stored.Take(adopted).All.Concat(returned ?? [])), people, rules, at).Kept(sources, [.. wanted.Values]))
            wanted[left.Key] = left;
        var bySource = sources.Where(source => !source.IsUnread).ToDictionary(source => (source.Source, source.Id));
        var taken = stored.All
            .Where(grant => grant.IsShared && bySource.ContainsKey((grant.Source, grant.SourceId ?? "")) && !wanted.ContainsKey(grant.Key))
            .OrderBy(grant => grant.UserId, StringComparer.Ordinal).ThenBy(grant => grant.SourceId, StringComparer.Ordinal)
            .ToList();
        var spared = taken.GroupBy(grant => grant.UserId, StringComparer.Ordinal)
            .Where(lost => lost.All(grant => bySource[(grant.Source, grant.SourceId ?? "")].Ends == SourceEnd.Hub))
            .Select(lost => lost.Key).ToHashSet(StringComparer.Ordinal);

        var known = stored.All.ToDictionary(grant => grant.Key);
        var shared = wanted.Values.Where(grant => known.GetValueOrDefault(grant.Key) != grant).ToList();
        var kept = taken.Where(grant => bySource[(grant.Source, grant.SourceId ?? "")].Ends == SourceEnd.Hub && people.Confirmed.Contains(grant.UserId)).ToList();
        var own = Own(stored, kept, shared.Where(grant => grant.HubRole == HubRole.Owner && people.Owners.Contains(grant.UserId)), at);
        return new SharedGrantPlan(new GrantChanges([.. own, .. shared], [.. taken.Select(grant => grant.Key), .. adopted]), spared) { Adopted = [.. adopted.Select(key => key.UserId)] };
    }

    private static IEnumerable<Grant> Of(GrantingSource source, HubGrants stored, GrantablePeople people, DateTimeOffset at) =>
        from person in source.People.Order(StringComparer.Ordinal)
        where people.HighestHubRoles.ContainsKey(person) && !people.Left.ContainsKey(person)
        let known = stored.Of(person).FirstOrDefault(grant => grant.Source == source.Source && grant.SourceId == source.Id)
        let hubRole = (HubRole)Math.Min((int)source.HubRole, (int)people.HighestHubRoles[person])
        // Whoever was out of the workspace and is in a team again was put there since: teams are left with it.
        let isAnew = known is null or { Source: GrantSource.Team, LapsedAt: not null } || (known.Source == GrantSource.Team && people.LeftAt.TryGetValue(person, out var leftAt) && leftAt > known.Since)
        let given = new Grant(person, source.Source, source.Id, source.Name, source.AppRole, hubRole, isAnew ? at : known.Since) { Cause = known?.Cause }
        // Another name is written, and is no other grant: what gave it stays what gave it.
        select given.ToNameless() == known?.ToNameless() ? given : given with { Cause = source.CauseOf(person) };

    // What a source gave becomes the person's own where it leaves the seat to them. And whoever was Owner before a source made them so
    // stays it after the source: that is a grant of their own, without a seat.
    private static IEnumerable<Grant> Own(HubGrants stored, IEnumerable<Grant> kept, IEnumerable<Grant> owners, DateTimeOffset at)
    {
        var own = new SortedDictionary<string, Grant>(StringComparer.Ordinal);
        foreach (var grant in kept)
        {
            var now = Known(grant.UserId) ?? Grant.OfPerson(grant.UserId, GrantSource.Individual, grant.AppRole, grant.HubRole, at);
            own[grant.UserId] = now with { AppRole = Higher(now.AppRole, grant.AppRole), HubRole = Higher(now.HubRole, grant.HubRole), GivesSeat = true };
        }

        foreach (var grant in owners.Where(grant => stored.Of(grant.UserId).All(held => held.HubRole != HubRole.Owner || held.Source == GrantSource.Imported)))
        {
            var now = Known(grant.UserId) ?? Grant.OfPerson(grant.UserId, GrantSource.Individual, null, HubRole.Owner, at) with { GivesSeat = false };
            own[grant.UserId] = now with { HubRole = HubRole.Owner };
        }

        return own.Values;

        Grant? Known(string person) => own.GetValueOrDefault(person) ?? stored.Of(person).FirstOrDefault(grant => grant.Source == GrantSource.Individual);
    }

    private static AppRole? Higher(AppRole? one, AppRole? other) => other is null || one > other ? one : other;

    private static HubRole Higher(HubRole one, HubRole other) => one > other ? one : other;
}
