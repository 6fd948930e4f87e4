using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.People;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Directory;

/// <summary>Lists and finds people.</summary>
public sealed class SearchUsers(WorkspaceUsersTable users, OwnedHubs owned)
{
    /// <summary>By a part of name, username or any address, in any case; without a search everybody.</summary>
    [ApiCall("Finds people by a part of name, username or address", Answer = typeof(ListResponse<WorkspaceUserResponse>), Query = ["search"])]
    [Function(nameof(SearchUsers))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/directory/users")] HttpRequest request, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        var ownsAnyHub = await owned.HasAnyAsync(caller, cancel);
        caller.Require(AccessRules.MayReadDirectory(caller.Role, ownsAnyHub), "read the directory without owning a hub");
        var search = request.Query["search"].ToString().Trim().ToLowerInvariant();
        var page = PageRequest.Of(request);
        var found = (await users.ReadAllAsync(cancel)).Where(person => Matches(person, search));
        return Results.Ok(found.ToPage(person => person.Id, page).Select(person => person.ToResponse()).ToList());
    }

    private static bool Matches(DirectoryPerson person, string search) =>
        search.Length == 0 || person.Aliases.Append(person.Name).Append(person.Username ?? "").Append(person.Email)
            .Any(text => text.ToLowerInvariant().Contains(search, StringComparison.Ordinal));
}
