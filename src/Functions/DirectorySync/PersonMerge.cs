using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.DirectorySync;

/// <summary>What became of a person.</summary>
public enum MergeKind
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>They are new.</summary>
    Added,
    /// <summary>They were known already by an import, and are known from Entra now.</summary>
    Linked,
    /// <summary>Something about them is another.</summary>
    Changed,
    /// <summary>They stand otherwise in the directory.</summary>
    Moved,
    /// <summary>They are nobody's yet: an account that is disabled, with the address of somebody who is here.</summary>
    LeftAlone,
}

/// <summary>A person as they are after what Graph told of them.</summary>
/// <param name="Kind">What became of them.</param>
/// <param name="Before">As they were; null where they are new.</param>
/// <param name="After">As they are.</param>
/// <param name="Note">What a person should know about it.</param>
public sealed record MergedPerson(MergeKind Kind, DirectoryPerson? Before, DirectoryPerson After, string? Note = null);

/// <summary>
/// Takes over what Graph tells of people. Pure. Somebody who was imported is the same person only where the address is theirs alone and
/// no name speaks against it; else there are two, and a note: nobody is ever made one with somebody else in silence. A workspace role is
/// given to whoever is new and never changed afterwards.
/// </summary>
internal sealed class PersonMerge
{
    private const int LongestName = 200;
    private const int MostAliases = 50;

    private readonly Dictionary<string, DirectoryPerson> byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> idOfObject = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> idsOfAddress = new(StringComparer.Ordinal);

    public PersonMerge(IEnumerable<DirectoryPerson> known)
    {
        foreach (var person in known) Know(person);
    }

    /// <summary>Whoever is known from Entra.</summary>
    public IEnumerable<DirectoryPerson> Synced => byId.Values.Where(person => person.Directory is not null);

    /// <summary>Takes over what is told of one person.</summary>
    /// <returns>Null where nobody comes of it.</returns>
    public MergedPerson? Take(GraphPerson told, DateTimeOffset now)
    {
        var known = Find(told.ObjectId);
        var merged = told.Deletion == GraphDeletion.None ? Present(told, known, now) : Gone(told, known, now);
        if (merged is { Kind: not (MergeKind.None or MergeKind.LeftAlone) })
            Know(merged.After);
        return merged;
    }

    /// <summary>Somebody whom a complete list does not have.</summary>
    public static MergedPerson Missing(DirectoryPerson person, DateTimeOffset now) =>
        new(MergeKind.Moved, person, person with { Directory = person.Directory is { } facts ? facts with { State = DirectoryState.Missing, Since = now, IsKept = false } : null });

    private DirectoryPerson? Find(string objectId) => byId.GetValueOrDefault(idOfObject.GetValueOrDefault(objectId, objectId));

    private void Know(DirectoryPerson person)
    {
        byId[person.Id] = person;
        if (person.Directory is { } facts)
            idOfObject[facts.ObjectId] = person.Id;
        foreach (var key in AddressesOf(person))
            (idsOfAddress.TryGetValue(key, out var ids) ? ids : idsOfAddress[key] = new HashSet<string>(StringComparer.Ordinal)).Add(person.Id);
    }

    private static IEnumerable<string> AddressesOf(DirectoryPerson person) => person.Aliases.Append(person.Email).Select(EmailAddress.KeyOf).Distinct(StringComparer.Ordinal);

    private static MergedPerson? Gone(GraphPerson told, DirectoryPerson? known, DateTimeOffset now)
    {
        // Of somebody who never was known there is nothing to tell.
        if (known is null)
            return null;
        var state = told.Deletion == GraphDeletion.Hard ? DirectoryState.Purged : DirectoryState.Deleted;
        var after = known with { Directory = FactsOf(told.ObjectId, known.Directory, state, now) };
        return new MergedPerson(after == known ? MergeKind.None : MergeKind.Moved, known, after);
    }

    private MergedPerson? Present(GraphPerson told, DirectoryPerson? known, DateTimeOffset now)
    {
        var addresses = DirectoryAddresses.Of(told);
        if (known is null && addresses.Main is null)
            return null;
        var (same, note) = known is null && told.IsEnabled != false ? SameByAddress(told, addresses) : (known, null);
        var state = told.IsEnabled ?? same?.Directory?.State != DirectoryState.Disabled ? DirectoryState.Present : DirectoryState.Disabled;
        var after = Filled(told, addresses, same, FactsOf(told.ObjectId, same?.Directory, state, now));
        if (same is not null)
            return new MergedPerson(KindOf(same, after), same, after, note);
        if (state == DirectoryState.Present)
            return new MergedPerson(MergeKind.Added, null, after, note);
        // Who is new and may not sign in has not left: they never were here. They come once they may. Mailboxes and rooms are such accounts
        // too, so whoever has their address is not linked to one, and does not leave by it; once it is enabled Graph tells of it again.
        return Here(addresses) is { Count: > 0 } here
            ? new MergedPerson(MergeKind.LeftAlone, null, after, $"The account is disabled, and {Some(here)}, who is here, has an address of it: it changes nobody as long as it is.")
            : new MergedPerson(MergeKind.Added, null, after with { Active = false, Directory = after.Directory is { } facts ? facts with { HasLeft = true } : null }, note);
    }

    private static MergeKind KindOf(DirectoryPerson before, DirectoryPerson after)
    {
        if (before.Directory is null)
            return MergeKind.Linked;
        if (before.Directory.State != after.Directory?.State)
            return MergeKind.Moved;
        return IsSame(before, after) ? MergeKind.None : MergeKind.Changed;
    }

    private static bool IsSame(DirectoryPerson one, DirectoryPerson other) =>
        one.Name == other.Name && one.Username == other.Username && one.Email == other.Email && one.Kind == other.Kind && one.Directory == other.Directory
        && one.Aliases.SequenceEqual(other.Aliases, StringComparer.Ordinal);

    private static DirectoryFacts FactsOf(string objectId, DirectoryFacts? known, DirectoryState state, DateTimeOffset now) =>
        known is null ? new DirectoryFacts(objectId, state, now) : known.State == state ? known : known with { State = state, Since = now, IsKept = known.IsKept && IsSameDeletion(known.State, state) };

    // Thirty days after an account was deleted it is for good, without anybody doing anything: who said that the person stays said it of this.
    private static bool IsSameDeletion(DirectoryState before, DirectoryState now) => (before, now) is (DirectoryState.Deleted, DirectoryState.Purged);

    private static DirectoryPerson Filled(GraphPerson told, DirectoryAddresses addresses, DirectoryPerson? known, DirectoryFacts facts)
    {
        var kind = told.IsGuest is { } guest ? guest ? WorkspaceUserKind.Guest : WorkspaceUserKind.Directory : known?.Kind ?? WorkspaceUserKind.Directory;
        var email = addresses.Main ?? known?.Email ?? "";
        var name = ShownName(told.Name) ?? ShownName(told.PrincipalName) ?? known?.Name ?? email;
        var aliases = addresses.Main is null ? known?.Aliases ?? [] : [.. addresses.Further.Concat(OfOthers(known, addresses)).Take(MostAliases)];
        var role = known?.Role ?? (kind == WorkspaceUserKind.Guest ? WorkspaceRole.GuestUser : WorkspaceRole.User);
        return new DirectoryPerson(known?.Id ?? told.ObjectId, kind, name, ShownName(told.PrincipalName) ?? known?.Username, email, aliases, role, known?.Active ?? true, known?.Tag ?? default)
        { Directory = addresses.Main is null ? facts : facts with { Addresses = string.Join('\n', addresses.Keys) } };
    }

    // Addresses that an import or SCIM gave stay, by which seats are found; those that Entra gave go when it takes them away.
    private static IEnumerable<string> OfOthers(DirectoryPerson? known, DirectoryAddresses addresses)
    {
        // Of a row from before that was kept, nobody knows who gave which.
        if (known is null or { Directory: { Addresses: null } })
            return [];
        var entras = addresses.Keys.Concat(known.Directory?.Addresses?.Split('\n') ?? []).ToHashSet(StringComparer.Ordinal);
        return known.Aliases.Prepend(known.Email).Where(address => !entras.Contains(EmailAddress.KeyOf(address)));
    }

    private static string? ShownName(string? text)
    {
        var clean = new string([.. (text ?? "").Where(c => !char.IsControl(c))]).Trim();
        return clean.Length == 0 ? null : clean[..Math.Min(clean.Length, LongestName)];
    }

    private (DirectoryPerson? Same, string? Note) SameByAddress(GraphPerson told, DirectoryAddresses addresses)
    {
        var others = Here(addresses);
        if (others.Count == 0)
            return (null, null);
        if (others is [{ Directory: null } only] && addresses.Own.Contains(EmailAddress.KeyOf(only.Email)) && DirectoryAddresses.NamesAgree(told.Name, only))
            return (only, null);
        return (null, $"{Some(others)} has an address of theirs, and may be somebody else: they are two people until a person decides.");
    }

    private List<DirectoryPerson> Here(DirectoryAddresses addresses) =>
        [.. addresses.Keys.SelectMany(key => idsOfAddress.GetValueOrDefault(key, [])).Distinct(StringComparer.Ordinal).Select(id => byId[id]).Where(person => person.Active)];

    private static string Some(IEnumerable<DirectoryPerson> people) => string.Join(", ", people.Select(person => person.Email).Distinct(StringComparer.Ordinal).Take(3));
}
