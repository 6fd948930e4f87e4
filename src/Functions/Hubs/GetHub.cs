using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Hubs;

/// <summary>Shows one hub.</summary>
public sealed class GetHub(HubCalls calls, TimeProvider clock)
{
    /// <summary>All of it, or for a Collaborator its name. The tag is that of its settings.</summary>
    [ApiCall("Show a hub", Answer = typeof(HubResponse), HasTag = true)]
    [Function(nameof(GetHub))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/hubs/{hub}")] HttpRequest request, string hub, CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Name, cancel);
        request.SendTag(HubSettingsChange.TagOf(call.Hub));
        return Results.Ok(HubViews.Hub(call.Hub, call.MyRole, call.Access, clock.GetUtcNow()));
    }
}
