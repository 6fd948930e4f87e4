using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Scim;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.ScimGroups;

/// <summary>Writes what a provider says of its groups, by the one way that leads to a group's row; hubs that it is mapped to follow.</summary>
public sealed class ScimGroupChanges(GroupChanges changes, GroupsTable groups, ScimGroupQueries queries, GroupMembership membership, TimeProvider clock)
{
    /// <summary>Makes a group.</summary>
    internal async Task<IdpGroup> CreateAsync(HttpRequest request, ScimGroup wish, DurableTaskClient client, CancellationToken cancel)
    {
        var caller = ScimCaller.Of(request);
        await RefuseTakenAsync(caller, wish.Name, groupId: null, cancel);
        await membership.RequireUsersAsync(caller.SourceId, wish.Members, cancel);
        var (now, cause) = (clock.GetUtcNow(), CauseOf(request));
        var id = await NewIdAsync(caller, wish.Name, cancel);
        var made = await changes.ChangeAsync(id, before => before is null
            ? new IdpGroup(new GroupSummary(id, GroupOrigin.Scim, caller.SourceId, wish.ExternalId, wish.Name, 0, "", now, cause) { ReadAt = now, CreatedAt = now }, [.. wish.Members])
            : throw NameTaken(wish.Name), cause, client, cancel);
        var group = made.Group ?? throw new InvalidOperationException("A group that was made is there.");
        await membership.RecordAsync(caller, before: null, group, cancel);
        return group;
    }

    /// <summary>Changes a group: in one write, however many members it concerns.</summary>
    /// <param name="request">The call, whose <c>If-Match</c> is honoured.</param>
    /// <param name="id">The group.</param>
    /// <param name="change">The group as it is wished, of the one there is. Called once for each attempt.</param>
    /// <param name="client">Starts tasks.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<IdpGroup> ChangeAsync(HttpRequest request, string id, Func<ScimGroup, ScimGroup> change, DurableTaskClient client, CancellationToken cancel)
    {
        var caller = ScimCaller.Of(request);
        var known = ScimGroupViews.Said(await queries.GetAsync(caller.SourceId, id, cancel));
        var wish = change(known);
        if (!wish.Name.Equals(known.Name, StringComparison.OrdinalIgnoreCase))
            await RefuseTakenAsync(caller, wish.Name, id, cancel);
        await membership.RequireUsersAsync(caller.SourceId, [.. wish.Members.Except(known.Members, StringComparer.Ordinal)], cancel);
        return await WriteAsync(request, id, before =>
        {
            var said = change(ScimGroupViews.Said(before));
            return before with { About = before.About with { Name = said.Name, ExternalId = said.ExternalId }, MemberIds = [.. said.Members] };
        }, client, cancel);
    }

    /// <summary>Deletes a group: nobody is in it any more. Its row stays, so that its hubs follow.</summary>
    internal Task DeleteAsync(HttpRequest request, string id, DurableTaskClient client, CancellationToken cancel) =>
        WriteAsync(request, id, before => before with { About = before.About with { IsGone = true }, MemberIds = [] }, client, cancel);

    /// <summary>Takes a user who is deleted out of every group of the connection.</summary>
    internal async Task RemoveUserAsync(ScimCaller caller, string userId, DurableTaskClient client, CancellationToken cancel)
    {
        foreach (var group in await queries.ListAsync(caller.SourceId, cancel))
        {
            if ((await groups.FindAsync(group.Id, cancel))?.MemberIds.Contains(userId, StringComparer.Ordinal) == true)
                await changes.ChangeAsync(group.Id, before => before is null ? null : before with { MemberIds = [.. before.MemberIds.Where(member => member != userId)] }, new GroupCause("scim", $"user {userId} deleted", clock.GetUtcNow()), client, cancel);
        }
    }

    private async Task<IdpGroup> WriteAsync(HttpRequest request, string id, Func<IdpGroup, IdpGroup> change, DurableTaskClient client, CancellationToken cancel)
    {
        var caller = ScimCaller.Of(request);
        IdpGroup? seen = null;
        var changed = await changes.ChangeAsync(id, before =>
        {
            seen = before is not null && ScimGroupQueries.IsOf(before.About, caller.SourceId) ? before : throw ScimException.NotFound(id);
            request.RequireMatch(ScimGroupViews.TagOf(seen.About));
            var after = change(seen);
            // SCIM tells every change, so that the row was looked at just now.
            return after with { About = after.About with { ReadAt = clock.GetUtcNow() } };
        }, CauseOf(request), client, cancel);
        var group = changed.Group ?? throw ScimException.NotFound(id);
        await membership.RecordAsync(caller, seen, group, cancel);
        return group;
    }

    // The same for the same name, so that a call that is sent twice at once makes one group.
    private async Task<string> NewIdAsync(ScimCaller caller, string name, CancellationToken cancel)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"scim group\n{caller.SourceId}\n{name.ToLowerInvariant()}")).AsSpan(0, 16));
        return await groups.FindAsync(id, cancel) is { } known && !(ScimGroupQueries.IsOf(known.About, caller.SourceId) && known.About.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ? Guid.NewGuid().ToString("N")
            : id;
    }

    private async Task RefuseTakenAsync(ScimCaller caller, string name, string? groupId, CancellationToken cancel)
    {
        if ((await queries.ListAsync(caller.SourceId, cancel)).Any(group => group.Id != groupId && group.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            throw NameTaken(name);
    }

    private GroupCause CauseOf(HttpRequest request) => new("scim", System.Diagnostics.Activity.Current?.TraceId.ToString() ?? request.HttpContext.TraceIdentifier, clock.GetUtcNow());

    private static ScimException NameTaken(string name) => ScimException.Taken($"There is a group {name} already.");
}
