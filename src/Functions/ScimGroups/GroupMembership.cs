using System.Globalization;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Scim;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.ScimGroups;

/// <summary>Holds members of groups against the users of their connection, and records what became of them.</summary>
public sealed class GroupMembership(ScimUsersTable users, ActivityTable activity, TimeProvider clock)
{
    // More of them are looked for among all users at once.
    private const int FewEnough = 20;
    private const int MostNamed = 10;

    /// <summary>Refuses members who are no users of the connection: a member whom nobody knows would get nothing, and the provider would believe that they did.</summary>
    public async Task RequireUsersAsync(string sourceId, IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count > IdpGroup.MostMembers)
            throw ScimException.Bad(ScimErrorType.TooMany, $"A group may have at most {IdpGroup.MostMembers} members.");
        var known = ids.Count > FewEnough
            ? (await users.ListIdsAsync(sourceId, cancel)).ToHashSet(StringComparer.Ordinal)
            : (await Task.WhenAll(ids.Select(id => users.FindAsync(sourceId, id, cancel)))).OfType<ScimUser>().Select(user => user.Person.Id).ToHashSet(StringComparer.Ordinal);
        var unknown = ids.Where(id => !known.Contains(id)).ToList();
        if (unknown.Count > 0)
            throw ScimException.Bad(ScimErrorType.InvalidValue, $"members: {string.Join(", ", unknown.Take(MostNamed))}{(unknown.Count > MostNamed ? $" and {unknown.Count - MostNamed} more" : "")} are no users of this connection; send the users first.");
    }

    /// <summary>Records a change; what changed nothing is not told.</summary>
    public async Task RecordAsync(ScimCaller caller, IdpGroup? before, IdpGroup after, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(after);
        if (before?.About.Version == after.About.Version)
            return;
        var what = before is null ? "groupCreated" : after.About.IsGone ? "groupDeleted" : "groupChanged";
        await activity.AppendAsync(null, ActivityEntry.Of(caller.Actor, clock.GetUtcNow(), what) with
        {
            Target = after.About.Name,
            Before = before is null ? null : Told(before),
            After = $"{Told(after)}{Moved(before, after)}",
        }, cancel);
    }

    private static string Told(IdpGroup group) => string.Create(CultureInfo.InvariantCulture, $"{group.About.Name}: {group.MemberIds.Count} people");

    private static string Moved(IdpGroup? before, IdpGroup after)
    {
        if (before is null)
            return "";
        var (came, went) = (after.MemberIds.Except(before.MemberIds, StringComparer.Ordinal).Count(), before.MemberIds.Except(after.MemberIds, StringComparer.Ordinal).Count());
        return string.Create(CultureInfo.InvariantCulture, $", {came} came, {went} went");
    }
}
