using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Hubs;

/// <summary>Changes a hub's settings.</summary>
public sealed class ChangeHub(HubCalls calls, HubsTable hubs, HubActivity activity, TimeProvider clock)
{
    /// <summary>What is left away stays. Tightening the guard counts at once, loosening it after a day; both are recorded.</summary>
    [ApiCall("Change a hub's settings", Body = typeof(PatchHubRequest), Answer = typeof(HubResponse), HasTag = true)]
    [Function(nameof(ChangeHub))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/v1/hubs/{hub}")] HttpRequest request, string hub, CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var wish = HubSettingsChange.Parse(await RequestBody.ReadAsync<PatchHubRequest>(request, cancel), clock.GetUtcNow());

        var (before, changed) = (call.Hub, call.Hub);
        changed = await hubs.ChangeAsync(hub, now =>
        {
            // Inside the change: between reading and writing somebody else may have changed the settings.
            HubCalls.RefuseIfRemoving(now);
            request.RequireMatch(HubSettingsChange.TagOf(now));
            before = now;
            return wish.Apply(now) is var after && after == now ? now : after with { ChangedBy = call.Caller.Name };
        }, cancel) ?? throw new RefusedException(RefusalKind.NotFound, "There is no such hub.");

        await activity.ChangedAsync(changed, wish.Differences(before, changed), call.Caller, clock.GetUtcNow(), cancel);
        request.SendTag(HubSettingsChange.TagOf(changed));
        return Results.Ok(HubViews.Hub(changed, call.MyRole, call.Access, clock.GetUtcNow()));
    }
}
