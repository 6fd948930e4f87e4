using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.People;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Groups;

/// <summary>Finds groups of identity providers.</summary>
public sealed class SearchGroups(GroupsTable groups, IGroupDirectory directory, OwnedHubs owned)
{
    private const int MostFound = 200;
    private const int LongestSearch = 200;

    /// <summary>Those that are kept here, by a part of their name in any case, and those that the connected provider finds; without a search all of them, as far as the provider tells.</summary>
    [ApiCall("Find groups of identity providers by a part of their name", Answer = typeof(ListResponse<GroupResponse>), Query = ["search"])]
    [Function(nameof(SearchGroups))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/directory/groups")] HttpRequest request, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        var ownsAnyHub = await owned.HasAnyAsync(caller, cancel);
        caller.Require(AccessRules.MayReadDirectory(caller.Role, ownsAnyHub), "read groups without owning a hub");
        var search = request.Query["search"].ToString().Trim();
        if (search.Length > LongestSearch)
            throw FieldErrors.One("search", $"must be at most {LongestSearch} characters.");
        var page = PageRequest.Of(request);
        var known = (await groups.ListAsync(cancel)).ToDictionary(group => group.Id, StringComparer.Ordinal);
        var found = directory.IsConnected ? await directory.SearchAsync(search, MostFound, cancel) : [];
        var kept = known.Values.Where(group => !group.IsGone && group.Name.Contains(search, StringComparison.OrdinalIgnoreCase))
            .Select(group => new GroupResponse(group.Id, group.Name, group.Origin.ToString(), group.Members));
        var others = found.Where(group => !known.ContainsKey(group.Id)).Select(group => new GroupResponse(group.Id, group.Name, nameof(GroupOrigin.Graph)));
        return Results.Ok(kept.Concat(others).DistinctBy(group => group.GroupId, StringComparer.Ordinal).ToPage(group => group.GroupId, page).ToList());
    }
}
