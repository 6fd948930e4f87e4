using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Scim;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.ScimUsers;

/// <summary>
/// Finds users. By id, userName, externalId and address, which is what providers ask by, without looking at the others; only what asks
/// for something else reads all users of the connection.
/// </summary>
public sealed class ScimUserQueries(ScimUsersTable users, WorkspaceUsersTable people)
{
    /// <summary>One user.</summary>
    /// <exception cref="ScimException">404: there is none.</exception>
    public async Task<ScimUser> GetAsync(string sourceId, string id, CancellationToken cancel) => await users.FindAsync(sourceId, id, cancel) ?? throw ScimException.NotFound(id);

    /// <summary>One page of those whom a filter finds, and how many there are in all.</summary>
    internal async Task<(IReadOnlyList<ScimUser> Page, int Total)> ListAsync(string sourceId, ScimQuery query, CancellationToken cancel)
    {
        if (query.Filter is not { } filter)
        {
            var all = await users.ListIdsAsync(sourceId, cancel);
            return (await users.ReadAsync(sourceId, query.PageOf(all), cancel), all.Count);
        }

        var ids = await FindIdsAsync(sourceId, filter, cancel);
        var found = (await users.ReadAsync(sourceId, ids, cancel)).Where(user => filter.Matches(ScimUserViews.Of(user), ScimSchema.User)).ToList();
        return (query.PageOf(found), found.Count);
    }

    private async Task<IReadOnlyList<string>> FindIdsAsync(string sourceId, ScimFilter filter, CancellationToken cancel)
    {
        if (filter.TextOf("id") is { } id)
            return [id];
        if (filter.TextOf("userName") is { } name)
            return await users.FindIdByUserNameAsync(sourceId, name, cancel) is { } named ? [named] : [];
        if (filter.TextOf("externalId") is { } external)
            return await users.FindIdsByExternalIdAsync(sourceId, external, cancel);
        // The addresses of the person are not always those that the provider sent; where they lead nowhere, nothing is found either.
        if (filter.TextOf("emails", "value") is { } address)
            return [.. (await people.FindByAddressAsync(address, cancel)).Select(person => person.Id)];
        return await users.ListIdsAsync(sourceId, cancel);
    }
}
