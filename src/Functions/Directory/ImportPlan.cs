using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Directory;

/// <summary>What an import would do: it adds and changes, and nobody leaves by being left out.</summary>
internal sealed class ImportPlan
{
    private static readonly ImportedUserRules rules = new();

    private readonly Dictionary<string, DirectoryPerson> known;
    private readonly ILookup<string, DirectoryPerson> withAddress;
    private readonly ILookup<string, DirectoryPerson> withObjectId;
    private readonly WorkspaceRole callersRole;
    private readonly Dictionary<string, int> lineOf = new(StringComparer.Ordinal);

    private ImportPlan(IEnumerable<DirectoryPerson> known, WorkspaceRole callersRole)
    {
        this.known = known.ToDictionary(person => person.Id, StringComparer.Ordinal);
        withAddress = this.known.Values.SelectMany(AddressesOf).ToLookup(pair => pair.Address, pair => pair.Person, StringComparer.Ordinal);
        withObjectId = this.known.Values.ToLookup(person => person.Directory?.ObjectId ?? "", StringComparer.OrdinalIgnoreCase);
        this.callersRole = callersRole;
    }

    public List<DirectoryPerson> Added { get; } = [];

    public List<DirectoryPerson> Changed { get; } = [];

    public int Unchanged { get; private set; }

    public List<RejectedRow> Rejected { get; } = [];

    /// <summary>Everybody whose workspace role is given or changed by it, with the role before.</summary>
    public List<(DirectoryPerson Person, WorkspaceRole? Before)> Roles { get; } = [];

    /// <summary>Everybody who had left and is taken back by it.</summary>
    public List<DirectoryPerson> Returned { get; } = [];

    /// <summary>Everybody who could keep a hub owned, and cannot by the role that it gives them.</summary>
    public IEnumerable<DirectoryPerson> Lowered =>
        Roles.Where(role => role.Before is { } before && AccessRules.HighestHubRole(before) > AccessRules.HighestHubRole(role.Person.Role)).Select(role => role.Person);

    public static ImportPlan Make(IEnumerable<ImportLine> lines, IEnumerable<DirectoryPerson> known, WorkspaceRole callersRole)
    {
        var plan = new ImportPlan(known, callersRole);
        foreach (var line in lines) plan.Take(line);
        return plan;
    }

    /// <summary>Leaves somebody as they are.</summary>
    public void Refuse(DirectoryPerson person, string error)
    {
        Changed.RemoveAll(changed => changed.Id == person.Id);
        Returned.RemoveAll(returned => returned.Id == person.Id);
        Roles.RemoveAll(role => role.Person.Id == person.Id);
        Rejected.Add(new RejectedRow(lineOf[person.Id], error));
    }

    private void Take(ImportLine line)
    {
        if (line.User is not { } user)
        {
            Rejected.Add(new RejectedRow(line.Line, line.Error ?? "cannot be read."));
            return;
        }

        var broken = rules.Validate(user).Errors.Select(failure => failure.ErrorMessage).ToList();
        var meant = Meant(user);
        if (meant.Count > 1) broken.Add($"names nobody by id, and {meant.Count} people who are here have the address; say which id is meant.");
        var before = meant.Count == 0 ? null : meant[0];
        var after = broken.Count == 0 ? ImportedPerson.Merge(user, before) : null;
        if (after is not null && BreaksAccess(before, after) is { } rule) broken.Add(rule);
        if (after is not null && !lineOf.TryAdd(after.Id, line.Line)) broken.Add($"names the same person as line {lineOf[after.Id]}.");
        if (after is null || broken.Count > 0) Rejected.Add(new RejectedRow(line.Line, string.Join(' ', broken)));
        else Place(before, after);
    }

    // A line may name somebody by their object id whom a read of Entra tied to it under another id: then they are meant, for a second row
    // would be a second person. A line that names nobody by id means whoever is here and has the address; a second row of theirs would be a second person. The id that
    // an address gives decides among several, and where nobody has it: its person may have left, or have another address, and somebody
    // else has this one now. Nor is a second person made of somebody whom Entra says to be out.
    private IReadOnlyList<DirectoryPerson> Meant(ImportedUser user)
    {
        var byId = known.GetValueOrDefault(user.Id ?? "") ?? known.GetValueOrDefault(ImportedPerson.IdOf(user));
        if (byId is null && user.Id is { Length: > 0 } objectId)
            byId = withObjectId[objectId].FirstOrDefault();
        if (user.Id is not null)
            return byId is null ? [] : [byId];
        var all = withAddress[EmailAddress.KeyOf(user.Email ?? "")].ToList();
        var here = all.FindAll(person => person.Active);
        if (here.Count > 0 && !(byId is { Active: true } && here.Contains(byId)))
            return here;
        return byId is not null ? [byId] : all is [{ Directory: not null } only] ? [only] : [];
    }

    // Further addresses count of those whom Entra gave them; others are given by imports themselves, which may name one of them apart.
    private static IEnumerable<(string Address, DirectoryPerson Person)> AddressesOf(DirectoryPerson person) =>
        (person.Directory is null ? [] : person.Aliases).Append(person.Email).Select(EmailAddress.KeyOf).Distinct(StringComparer.Ordinal).Select(address => (address, person));

    private string? BreaksAccess(DirectoryPerson? before, DirectoryPerson after)
    {
        if (before is not null && ImportedPerson.IsSame(before, after)) return null;
        if (after.Role > callersRole) return $"role {after.Role} is above yours.";
        if (before is { Active: true } && before.Role > callersRole) return "is a person whose role is above yours.";
        // A workspace has one Owner, and an import is no way to hand it over.
        if ((before?.Role == WorkspaceRole.Owner) != (after.Role == WorkspaceRole.Owner)) return "role Owner is not given or taken by an import.";
        return null;
    }

    private void Place(DirectoryPerson? before, DirectoryPerson after)
    {
        if (before is null) Added.Add(after);
        else if (ImportedPerson.IsSame(before, after)) Unchanged++;
        else Changed.Add(after);
        if (before is { Active: false } && after.Active) Returned.Add(after);
        if (before?.Role != after.Role && (before is not null || after.Role > WorkspaceRole.User)) Roles.Add((after, before?.Role));
    }
}
