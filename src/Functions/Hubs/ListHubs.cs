using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Hubs;

/// <summary>Lists the hubs that the caller has to do with.</summary>
public sealed class ListHubs(HubsTable hubs, HubPeopleTable people, TimeProvider clock)
{
    /// <summary>One page, in the order of ids.</summary>
    [ApiCall("List hubs", Answer = typeof(ListResponse<HubResponse>))]
    [Function(nameof(ListHubs))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/hubs")] HttpRequest request, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        var page = PageRequest.Of(request);
        var mine = await people.ListHubsOfAsync(caller.Id, cancel);
        var found = AccessRules.MayTakeOver(caller.Role) ? hubs.ListAsync(page.Continuation, cancel) : MineAsync(mine.Keys, page.Continuation, cancel);

        var items = new List<HubResponse>();
        string? next = null;
        await foreach (var hub in found)
        {
            if (items.Count == page.Limit)
            {
                next = items[^1].Id;
                break;
            }

            HubRole? role = mine.TryGetValue(hub.Id, out var myRole) ? myRole : null;
            items.Add(HubViews.Hub(hub, role, AccessRules.Of(caller.Role, role), clock.GetUtcNow()));
        }

        return Results.Ok(new Page<HubResponse>(items, next).ToList());
    }

    private async IAsyncEnumerable<Hub> MineAsync(
        IEnumerable<string> ids, string? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var id in ids.Order(StringComparer.Ordinal).Where(id => string.CompareOrdinal(id, after) > 0))
        {
            if (await hubs.GetAsync(id, cancel) is { State: not HubState.Removed } hub)
                yield return hub;
        }
    }
}
