using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Groups;

/// <summary>Finds the group that somebody names: among those that are kept here, or at the provider that can be asked.</summary>
public sealed class KnownGroups(GroupsTable groups, IGroupDirectory directory, GroupReads reads, TimeProvider clock)
{
    /// <summary>What a group is read for that is mapped.</summary>
    internal const string Kind = "mapping";

    /// <summary>The time.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The id as it is kept, or null where a text can be none: letters, digits and dashes, at most 64; those of Entra in lower case.</summary>
    public static string? IdOf(string? text) =>
        text is { Length: > 0 and <= 64 } && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') ? Guid.TryParse(text, out _) ? text.ToLowerInvariant() : text : null;

    /// <summary>The id of a group that somebody names in a path.</summary>
    /// <exception cref="RefusedException">The text can be none.</exception>
    public static string RequireId(string text) => IdOf(text) ?? throw NotThere();

    /// <summary>A group that may be mapped, read anew where its provider can be asked, and kept.</summary>
    /// <exception cref="RefusedException">There is none, or none any more.</exception>
    public async Task<IdpGroup> ReadAsync(string groupId, DurableTaskClient client, CancellationToken cancel)
    {
        var known = await groups.FindAsync(groupId, cancel);
        return Existing(directory.IsConnected && known is not { About.Origin: GroupOrigin.Scim } ? await reads.RefreshAsync(groupId, new GroupCause(Kind, null, Now), client, cancel) : known);
    }

    /// <summary>The same without keeping anything. What is shown is what a mapping at this moment would read: a kept row of a group that nobody is mapped to may be old.</summary>
    /// <exception cref="RefusedException">There is none, or none any more.</exception>
    public async Task<IdpGroup> LookAsync(string groupId, CancellationToken cancel)
    {
        var known = await groups.FindAsync(groupId, cancel);
        return Existing(directory.IsConnected && known is not { About.Origin: GroupOrigin.Scim } ? await reads.LookAsync(groupId, new GroupCause(Kind, null, Now), cancel) : known);
    }

    /// <summary>A group's name, or its id where nobody knows it any more.</summary>
    public async Task<string> NameAsync(string groupId, CancellationToken cancel) => (await groups.FindAsync(groupId, cancel))?.About.Name ?? groupId;

    private static IdpGroup Existing(IdpGroup? group)
    {
        if (group is not { About.WasRead: true })
            throw NotThere();
        return group.About.IsGone ? throw new RefusedException(RefusalKind.StageNotAllowed, "The group was deleted at its identity provider.") : group;
    }

    private static RefusedException NotThere() => new(RefusalKind.NotFound, "There is no such group, here or at an identity provider that could be asked.");
}
