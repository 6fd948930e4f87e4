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
    private readonly ILookup<string, DirectoryPerson> synced;
    private readonly WorkspaceRole callersRole;
    private readonly Dictionary<string, int> lineOf = new(StringComparer.Ordinal);

    private ImportPlan(IEnumerable<DirectoryPerson> known, WorkspaceRole callersRole)
    {
        this.known = known.ToDictionary(person => person.Id, StringComparer.Ordinal);
        synced = this.known.Values.Where(person => person.Directory is not null)
            .SelectMany(person => person.Aliases.Append(person.Email).Select(EmailAddress.KeyOf).Distinct(StringComparer.Ordinal).Select(address => (address, person)))
            .ToLookup(pair => pair.address, pair => pair.person, StringComparer.Ordinal);
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

    public static ImportPlan Make(IEnumerable<ImportLine> lines, IEnumerable<DirectoryPerson> known, WorkspaceRole callersRole)
    {
        var plan = new ImportPlan(known, callersRole);
        foreach (var line in lines) plan.Take(line);
        return plan;
    }

    private void Take(ImportLine line)
    {
        if (line.User is not { } user)
        {
            Rejected.Add(new RejectedRow(line.Line, line.Error ?? "cannot be read."));
            return;
        }

        var broken = rules.Validate(user).Errors.Select(failure => failure.ErrorMessage).ToList();
        var before = known.GetValueOrDefault(ImportedPerson.IdOf(user)) ?? Synced(user);
        var after = broken.Count == 0 ? ImportedPerson.Merge(user, before) : null;
        if (after is not null && BreaksAccess(before, after) is { } rule) broken.Add(rule);
        if (after is not null && !lineOf.TryAdd(after.Id, line.Line)) broken.Add($"names the same person as line {lineOf[after.Id]}.");
        if (after is null || broken.Count > 0) Rejected.Add(new RejectedRow(line.Line, string.Join(' ', broken)));
        else Place(before, after);
    }

    // Whoever is known from Entra by that address, and is the only one, is meant by a line that names nobody by id: a second row of theirs
    // would be a second person.
    private DirectoryPerson? Synced(ImportedUser user) =>
        user.Id is null && synced[EmailAddress.KeyOf(user.Email ?? "")].ToList() is [var only] ? only : null;

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
        if (before is { Active: false }) Returned.Add(after);
        if (before?.Role != after.Role && (before is not null || after.Role > WorkspaceRole.User)) Roles.Add((after, before?.Role));
    }
}
