using FluentValidation;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Directory;

/// <summary>The rules for one line of an import, whoever imports it.</summary>
internal sealed class ImportedUserRules : AbstractValidator<ImportedUser>
{
    private const int LongestName = 200;
    private const int MostAliases = 50;

    public ImportedUserRules()
    {
        RuleFor(user => user.Id).Must(id => id is null || PersonId.IsValid(id)).WithMessage($"id {PersonId.Rule}");
        RuleFor(user => user.Id).Must(id => id is null || !PersonId.IsReserved(id)).WithMessage($"id must not be {PersonId.OfSeatkeeper}: that is who does what nobody asked for.");
        RuleFor(user => user.Kind).Must(kind => kind is null || Enum.GetNames<WorkspaceUserKind>().Contains(kind, StringComparer.Ordinal))
            .WithMessage($"kind must be one of {string.Join(", ", Enum.GetNames<WorkspaceUserKind>())}.");
        RuleFor(user => user.Name).Must(name => name is null || IsText(name)).WithMessage($"name must be 1 to {LongestName} characters, without control characters.");
        RuleFor(user => user.Username).Must(name => name is null || IsText(name)).WithMessage($"username must be 1 to {LongestName} characters, without control characters.");
        RuleFor(user => user.Email).Must(email => EmailAddress.TryParse(email, out _)).WithMessage($"email {EmailAddress.Rule}.");
        RuleFor(user => user.Aliases).Must(aliases => aliases is null || (aliases.Count <= MostAliases && aliases.All(alias => EmailAddress.TryParse(alias, out _))))
            .WithMessage($"aliases must be at most {MostAliases} e-mail addresses.");
        RuleFor(user => user.Role).Must(role => role is null || Enum.GetNames<WorkspaceRole>().Contains(role, StringComparer.Ordinal))
            .WithMessage($"role must be one of {string.Join(", ", Enum.GetNames<WorkspaceRole>())}.");
    }

    private static bool IsText(string text) => text.Trim().Length is >= 1 and <= LongestName && !text.Any(char.IsControl);
}

/// <summary>Makes people of valid lines.</summary>
internal static class ImportedPerson
{
    private static readonly string[] none = [];

    /// <summary>Whom a line means that nobody is known by; an object id is kept as Graph tells it.</summary>
    public static string IdOf(ImportedUser user) => user.Id is { } id ? (Guid.TryParse(id, out _) ? id.ToLowerInvariant() : id) : PersonId.OfAddress(user.Email ?? "");

    /// <summary>The person as they are after the import; what a line leaves away stays as it is known.</summary>
    public static DirectoryPerson Merge(ImportedUser user, DirectoryPerson? known)
    {
        // Of somebody who is kept in step with Entra a line gives the role, and what Entra says stays; nor does a line bring back who is out there.
        if (known is { Directory: not null })
            return Coming.Of(known with { Role = user.Role is { } name ? Enum.Parse<WorkspaceRole>(name) : known.Role });

        var kind = user.Kind is { } text ? Enum.Parse<WorkspaceUserKind>(text) : known?.Kind ?? WorkspaceUserKind.Directory;
        var email = (user.Email ?? "").Trim();
        var role = user.Role is { } given ? Enum.Parse<WorkspaceRole>(given) : known?.Role ?? DefaultRole(kind);
        var aliases = user.Aliases?.Select(alias => alias.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).ToList() ?? known?.Aliases ?? [];
        var shown = user.Name?.Trim() ?? known?.Name ?? email;
        return known is null
            ? new(IdOf(user), kind, shown, user.Username?.Trim(), email, aliases, role, Active: true)
            : known with { Kind = kind, Name = shown, Username = user.Username?.Trim() ?? known.Username, Email = email, Aliases = aliases, Role = role, Active = true };
    }

    public static bool IsSame(DirectoryPerson one, DirectoryPerson other) =>
        one with { Aliases = none, Tag = default } == other with { Aliases = none, Tag = default } && one.Aliases.SequenceEqual(other.Aliases, StringComparer.Ordinal);

    private static WorkspaceRole DefaultRole(WorkspaceUserKind kind) => kind == WorkspaceUserKind.Directory ? WorkspaceRole.User : WorkspaceRole.GuestUser;
}
