using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Groups;

/// <summary>
/// Writes what an identity provider says of its groups, and tells the hubs that they are mapped to. The one way that leads to a group's
/// row: what Graph shows and what SCIM sends come to the same.
/// </summary>
public sealed class GroupChanges(GroupsTable groups, GroupNews news, TimeProvider clock)
{
    private const int MostTries = 20;

    /// <summary>Changes one group, again from the start where somebody else was faster.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="change">
    /// The group as it is to be, of the one there is or null; null leaves it as it is. Called once for each attempt. A group whose members
    /// were read completely has the time of that read in <see cref="GroupSummary.ReadAt"/>.
    /// </param>
    /// <param name="cause">What it is changed for.</param>
    /// <param name="client">Starts the hubs' runs.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The group as it is now, and the runs that take the change up; a read that finds nothing new starts none.</returns>
    /// <exception cref="RefusedException">It has more than <see cref="IdpGroup.MostMembers"/> people, or is changed by others again and again.</exception>
    public async Task<ChangedGroup> ChangeAsync(string groupId, Func<IdpGroup?, IdpGroup?> change, GroupCause cause, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            var before = await groups.FindAsync(groupId, cancel);
            if (change(before) is not { } wanted)
                return new ChangedGroup(before, await news.TellAsync(groupId, client, cancel));
            RefuseTooLarge(wanted);
            if (before is not null && IsSame(before, wanted))
            {
                // Nothing but the read itself is new: nobody has to be told of that. What was not told yet is.
                if (before.About.ReadAt < wanted.About.ReadAt && !await groups.TryMarkAsync(before.About with { TenantId = wanted.About.TenantId }, wanted.About.ReadAt, isTold: null, cancel))
                    continue;
                return new ChangedGroup(before with { About = before.About with { ReadAt = wanted.About.ReadAt } }, await news.TellAsync(groupId, client, cancel));
            }

            var after = Stamped(wanted, before, cause);
            if (await groups.TryWriteAsync(after, cancel))
                return new ChangedGroup(after, await news.TellAsync(groupId, client, cancel));
        }

        throw new RefusedException(RefusalKind.PreconditionFailed, "The group is being changed by others at the same time.");
    }

    // That the hubs have to be told is written with the change itself.
    private IdpGroup Stamped(IdpGroup wanted, IdpGroup? before, GroupCause cause)
    {
        var about = wanted.About with
        {
            Members = wanted.MemberIds.Count,
            Version = Guid.NewGuid().ToString("N"),
            ChangedAt = clock.GetUtcNow(),
            Cause = cause,
            IsTold = false,
            Tag = before?.About.Tag ?? default,
        };
        return wanted with { About = about, Leavings = before is null ? Leavings.None : before.Leavings.After(before.MemberIds, wanted.MemberIds, about.SeenAt, new SourceCause(cause.Kind, cause.Id, cause.At)) };
    }

    private static void RefuseTooLarge(IdpGroup group)
    {
        if (group.MemberIds.Count > IdpGroup.MostMembers)
            throw new RefusedException(RefusalKind.TooLarge, $"A group may have at most {IdpGroup.MostMembers} people; {group.About.Name} has {group.MemberIds.Count}.");
    }

    private static bool IsSame(IdpGroup before, IdpGroup after) =>
        before.About.Name == after.About.Name && before.About.ExternalId == after.About.ExternalId && before.About.IsGone == after.About.IsGone
        && before.MemberIds.ToHashSet(StringComparer.Ordinal).SetEquals(after.MemberIds);
}

/// <summary>What became of a change of a group.</summary>
/// <param name="Group">The group as it is now; null where there is none.</param>
/// <param name="Runs">The runs of its hubs.</param>
public sealed record ChangedGroup(IdpGroup? Group, IReadOnlyList<AutomatedTask> Runs);
