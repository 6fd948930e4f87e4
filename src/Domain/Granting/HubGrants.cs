using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Domain.Granting;

/// <summary>All grants of one hub. Never changed: giving and taking make another one.</summary>
public sealed class HubGrants
{
    private readonly Dictionary<GrantKey, Grant> byKey;
    private readonly ILookup<string, Grant> byUser;

    /// <summary>Takes grants together; of two with one key the later counts.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="grants">Its grants.</param>
    public HubGrants(string hubId, IEnumerable<Grant> grants)
    {
        ArgumentNullException.ThrowIfNull(grants);
        HubId = hubId;
        byKey = [];
        foreach (var grant in grants)
            byKey[grant.Key] = grant;
        byUser = byKey.Values.ToLookup(grant => grant.UserId, StringComparer.Ordinal);
    }

    /// <summary>The hub.</summary>
    public string HubId { get; }

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<Grant> All => byKey.Values;

    /// <summary>Everybody who holds one.</summary>
    public IEnumerable<string> People => byUser.Select(person => person.Key);

    /// <summary>One person's grants.</summary>
    /// <param name="userId">The person.</param>
    public IReadOnlyCollection<Grant> Of(string userId) => [.. byUser[userId]];

    /// <summary>What one person's grants come to.</summary>
    /// <param name="userId">The person.</param>
    public Standing StandingOf(string userId) => Standing.Of(Of(userId));

    /// <summary>With a grant; one of the same key is replaced.</summary>
    /// <param name="grant">The grant.</param>
    public HubGrants Give(Grant grant) => new(HubId, byKey.Values.Append(grant));

    /// <summary>Without grants; what is not there is passed over.</summary>
    /// <param name="keys">Their keys.</param>
    public HubGrants Take(params IEnumerable<GrantKey> keys)
    {
        var taken = keys.ToHashSet();
        return new HubGrants(HubId, byKey.Values.Where(grant => !taken.Contains(grant.Key)));
    }

    /// <summary>The grants that end when one person's seat is taken away by name: those that no team or group gave.</summary>
    /// <param name="userId">The person.</param>
    public IReadOnlyList<GrantKey> OwnOf(string userId) => [.. Of(userId).Where(grant => !grant.IsShared).Select(grant => grant.Key)];

    /// <summary>Whether one person's seat rests on nothing but groups that they have left for good: a person's word is waited for.</summary>
    /// <param name="userId">The person.</param>
    public bool HasLapsed(string userId) => Of(userId).Where(grant => grant.GivesSeat).ToList() is { Count: > 0 } seats && seats.All(grant => grant.LapsedAt is not null);

    /// <summary>Why one person cannot be changed or removed by name: the team, or else the group, that has to be changed instead; or null.</summary>
    /// <param name="userId">The person, or null where a member is matched to nobody.</param>
    public Refusal? HolderOf(string? userId)
    {
        if (userId is null || Of(userId).Where(grant => grant.Holds).OrderByDescending(grant => grant.Source).ThenBy(grant => grant.SourceId, StringComparer.Ordinal).FirstOrDefault() is not { } held)
            return null;
        var (kind, what, path) = held.Source == GrantSource.Team
            ? (RefusalKind.HeldByTeam, "team", $"/api/v1/hubs/{HubId}/teams/{held.SourceId}")
            : (RefusalKind.HeldByGroup, "group", $"/api/v1/hubs/{HubId}/groups/{held.SourceId}");
        return new Refusal(kind, $"The {what} \"{held.SourceName ?? held.SourceId}\" gives this seat: change the {what}, not the person.", Link: path);
    }
}

/// <summary>The grants that some people had before changes that were begun, and whose effects nobody has started yet.</summary>
/// <param name="People">Who.</param>
/// <param name="Grants">What they had.</param>
public sealed record BegunGrants(IReadOnlyList<string> People, IReadOnlyList<Grant> Grants)
{
    /// <summary>Those of them whose last grant was taken without their seat.</summary>
    public IReadOnlyList<string> Spared { get; init; } = [];

    /// <summary>Those of them who turned out to have a seat already: that it was theirs before is a reason to keep it, whenever it was written.</summary>
    public IReadOnlyList<string> Found { get; init; } = [];

    /// <summary>Those of them whose seat a group has taken over from a check: what a check writes of it anew is no reason to keep it.</summary>
    public IReadOnlyList<string> Adopted { get; init; } = [];

    /// <summary>Nothing was begun.</summary>
    public static BegunGrants Nothing { get; } = new([], []);

    /// <summary>The grants before the begun changes.</summary>
    /// <param name="stored">The grants now.</param>
    public HubGrants Under(HubGrants stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var people = People.ToHashSet(StringComparer.Ordinal);
        return new HubGrants(stored.HubId, stored.All.Where(grant => !people.Contains(grant.UserId)).Concat(Grants));
    }

    /// <summary>What a check found since the changes were begun: of a seat that was to go it says that it was there.</summary>
    /// <param name="grants">The grants now.</param>
    public IReadOnlyList<GrantKey> Late(HubGrants grants)
    {
        ArgumentNullException.ThrowIfNull(grants);
        var people = People.Except(Found, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        var (adopted, before) = (Adopted.ToHashSet(StringComparer.Ordinal), Grants.ToDictionary(grant => grant.Key));
        return [.. grants.All.Where(grant => grant.Source == GrantSource.Imported && people.Contains(grant.UserId) && !WasThere(grant)).Select(grant => grant.Key)];

        // A plan that was begun may have written nothing: what is still the grant from before nobody took over.
        bool WasThere(Grant grant) => before.TryGetValue(grant.Key, out var then) && (then.Since == grant.Since || !adopted.Contains(grant.UserId));
    }
}
