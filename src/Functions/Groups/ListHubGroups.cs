using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Groups;

/// <summary>Lists the groups that are mapped to a hub.</summary>
public sealed class ListHubGroups(HubCalls calls, SourceTables sources)
{
    /// <summary>One page, in the order of the groups' ids; a group that is being taken from the hub is there until that is done.</summary>
    [ApiCall("List a hub's groups", Answer = typeof(ListResponse<HubGroupResponse>))]
    [Function(nameof(ListHubGroups))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/hubs/{hub}/groups")] HttpRequest request, string hub, CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Read, cancel);
        var page = PageRequest.Of(request);
        var known = (await sources.Groups.ListAsync(cancel)).ToDictionary(group => group.Id, StringComparer.Ordinal);
        var mapped = (await sources.Mappings.ListAsync(call.Hub.Id, cancel)).ToPage(mapping => mapping.SourceId, page);
        return Results.Ok(mapped.Select(mapping => Of(mapping, known.GetValueOrDefault(mapping.SourceId))).ToList());
    }

    private static HubGroupResponse Of(HubAssignment mapping, GroupSummary? group) => new(
        mapping.SourceId, group?.Name ?? mapping.SourceId, group?.Members ?? 0, mapping.AppRole, mapping.HubRole, mapping.Since,
        group is { WasRead: true } ? group.ReadAt : null, group?.IsGone ?? false, mapping.Ends);
}
