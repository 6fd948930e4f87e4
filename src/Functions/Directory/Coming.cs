using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Directory;

/// <summary>
/// Brings a person into the workspace because an import or a provider says so. One rule beside that of <see cref="Leaving"/>: of whoever
/// Microsoft Entra says to be out, and whom no person kept, the word is remembered, and they come once Entra has them. An account that is
/// deleted for good never comes back, so Entra has nothing to say of its person any more.
/// </summary>
internal static class Coming
{
    /// <summary>The person after that word.</summary>
    public static DirectoryPerson Of(DirectoryPerson person) => person.Directory switch
    {
        null => person with { Active = true },
        { State: DirectoryState.Purged } facts when !person.Active => person with { Active = true, Directory = facts with { HasLeft = false, IsKept = true } },
        { IsOut: true, IsKept: false } facts when !person.Active => person with { Directory = facts with { HasLeft = true } },
        // Whoever is here has not left because of the directory, whatever it said before.
        var facts => person with { Active = true, Directory = facts with { HasLeft = false } },
    };
}
