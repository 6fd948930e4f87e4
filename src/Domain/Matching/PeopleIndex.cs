using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Matching;

/// <summary>How a person was found.</summary>
public enum MatchedThrough
{
    /// <summary>Nobody was found.</summary>
    Nothing,
    /// <summary>Their address.</summary>
    Address,
    /// <summary>One of their further addresses.</summary>
    Alias,
    /// <summary>More than one person has the address.</summary>
    Ambiguous,
}

/// <summary>Who has an address.</summary>
/// <param name="Person">The person; null where it is nobody, or more than one.</param>
/// <param name="Through">How they were found.</param>
public sealed record PersonFound(WorkspaceUser? Person, MatchedThrough Through);

/// <summary>Everybody whom Seatkeeper knows, by id and by address. Made once for a check, because it is asked thousands of times.</summary>
public sealed class PeopleIndex
{
    private static readonly PersonFound Nobody = new(null, MatchedThrough.Nothing);
    private static readonly PersonFound Several = new(null, MatchedThrough.Ambiguous);

    private readonly Dictionary<string, WorkspaceUser> byId;
    private readonly ILookup<string, WorkspaceUser> byAddress;
    private readonly ILookup<string, WorkspaceUser> byAlias;

    /// <summary>Indexes people.</summary>
    /// <param name="people">People who left included.</param>
    public PeopleIndex(IEnumerable<WorkspaceUser> people)
    {
        byId = new Dictionary<string, WorkspaceUser>(StringComparer.Ordinal);
        foreach (var person in people)
            byId[person.Id] = person;
        byAddress = byId.Values.ToLookup(person => EmailAddress.KeyOf(person.Email), StringComparer.Ordinal);
        byAlias = byId.Values
            .SelectMany(person => person.Aliases.Select(EmailAddress.KeyOf).Distinct(StringComparer.Ordinal).Select(key => (key, person)))
            .ToLookup(pair => pair.key, pair => pair.person, StringComparer.Ordinal);
    }

    /// <summary>The person with an id, or null.</summary>
    /// <param name="id">The id.</param>
    public WorkspaceUser? ById(string? id) => id is not null && byId.TryGetValue(id, out var person) ? person : null;

    /// <summary>Whether anybody has an address, or had it.</summary>
    /// <param name="key">The address, as <see cref="EmailAddress.Key"/>.</param>
    public bool Knows(string key) => byAddress.Contains(key) || byAlias.Contains(key);

    /// <summary>Who has an address: their own first, then further ones; who is there before who left.</summary>
    /// <param name="address">The address.</param>
    public PersonFound Find(EmailAddress address)
    {
        var own = Prefer(byAddress[address.Key]);
        var further = Prefer(byAlias[address.Key]);
        if (own.Count > 1)
            return Several;

        // Somebody who left had the address, and somebody who is here has it now: the wrong guess would cost the latter their seat.
        if (own.Count == 1)
            return !own[0].Active && further.Any(person => person.Active && person.Id != own[0].Id) ? Several : new PersonFound(own[0], MatchedThrough.Address);
        return further.Count switch
        {
            0 => Nobody,
            1 => new PersonFound(further[0], MatchedThrough.Alias),
            _ => Several,
        };
    }

    /// <summary>Somebody who is here and has an address beside one person: whose seat it is nobody knows then.</summary>
    /// <param name="address">The address, as the app shows it.</param>
    /// <param name="userId">The one person.</param>
    /// <returns>Null where nobody else has it.</returns>
    public WorkspaceUser? OtherWith(string? address, string? userId) => EmailAddress.TryParse(address, out var parsed)
        ? byAddress[parsed.Key].Concat(byAlias[parsed.Key]).FirstOrDefault(person => person.Active && person.Id != userId)
        : null;

    /// <summary>Whether somebody who left has an address, and nobody who is here.</summary>
    /// <param name="address">The address.</param>
    public bool IsOfLeaversOnly(EmailAddress address) =>
        byAddress[address.Key].Concat(byAlias[address.Key]).ToList() is { Count: > 0 } having && having.TrueForAll(person => !person.Active);

    /// <summary>Whether a person may be invited at an address: it is their own, or a further one of theirs that nobody else has who is here.</summary>
    /// <param name="userId">The person.</param>
    /// <param name="address">The address.</param>
    public bool IsInvitedAt(string userId, EmailAddress address) =>
        byAddress[address.Key].Any(person => person.Id == userId)
        || (byAlias[address.Key].Any(person => person.Id == userId) && OtherWith(address.Key, userId) is null);

    private static List<WorkspaceUser> Prefer(IEnumerable<WorkspaceUser> candidates)
    {
        var all = candidates.ToList();
        var active = all.Where(person => person.Active).ToList();
        return active.Count > 0 ? active : all;
    }
}
