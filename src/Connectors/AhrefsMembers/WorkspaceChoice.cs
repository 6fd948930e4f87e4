using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.AhrefsMembers;

/// <summary>Whether what was wished is one of the visible workspaces, and which. The menu tells names alone, and a name that several have says nothing.</summary>
internal static class WorkspaceChoice
{
    /// <summary>Whether the open workspace is the wished one.</summary>
    public static bool IsWanted(AppWorkspace open, SignInWish wish) =>
        wish.Pinned is not { } pinned ? wish.Named is { } name && OpenWorkspace.IsNamed(open, name)
        : OpenWorkspace.IsPinned(open, pinned) && (NamedIdOf(wish) is not { } id || open.Id == id);

    /// <summary>The id that was named of a workspace that is known by its name alone.</summary>
    public static string? NamedIdOf(SignInWish wish) =>
        wish is { Pinned: { HasId: false } pinned, Named: { } named } && named != pinned.Id && named != pinned.Name ? named : null;

    /// <summary>Stops where none is named, and several are visible.</summary>
    public static void ThrowIfSeveral(IReadOnlyList<string> names)
    {
        if (names.Count > 1)
            throw NotChosen("Several workspaces are visible: " + string.Join("; ", names.Select(n => $"'{n}'")), names);
    }

    /// <summary>Stops where several have the wanted name, whichever is open, unless the id of the open one was named.</summary>
    public static void ThrowIfAlike(IReadOnlyList<string> names, string wanted, SignInWish wish, AppWorkspace open)
    {
        if (CountOf(names, wanted) is not (> 1 and var alike) || (NamedIdOf(wish) is not null && IsWanted(open, wish)))
            return;
        var way = open.HasId
            ? $"and '{open.Name}' with the id {open.Id} is open: let the account open the wanted one, and name its id"
            : "and no data of the page tell their ids";
        throw NotChosen($"{alike} of the visible workspaces are called '{wanted}', {way}", names);
    }

    /// <summary>Stops where several have the name by which alone the pinned one is known.</summary>
    public static void ThrowIfAlike(IReadOnlyList<string> names, AppWorkspace pinned)
    {
        if (CountOf(names, pinned.Name) is > 1 and var alike)
            throw NotChosen($"{alike} of the visible workspaces are called '{pinned.Name}', and the hub knows its own by that name alone: connect again, which tells the id of the open one", names);
    }

    private static int CountOf(IReadOnlyList<string> names, string wanted) => names.Count(name => name == AppWorkspace.Clean(wanted));

    private static AppFailureException NotChosen(string detail, IReadOnlyList<string> names) =>
        new(new Failure(FailureKind.WorkspaceNotChosen, FailurePhase.Navigate, Detail: detail, Choices: names));
}
