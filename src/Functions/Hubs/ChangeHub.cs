using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Hubs;

/// <summary>Changes a hub's settings.</summary>
public sealed class ChangeHub(HubCalls calls, HubsTable hubs, HubTrail trail, GroupNews groups, TimeProvider clock)
{
    /// <summary>What is left away stays. Tightening the guard counts at once, loosening it after a day; both are recorded. What concerns groups is taken up by a run of the hub.</summary>
    [ApiCall("Change a hub's settings", Body = typeof(PatchHubRequest), Answer = typeof(HubResponse), HasTag = true)]
    [Function(nameof(ChangeHub))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/v1/hubs/{hub}")] HttpRequest request,
        string hub,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var wish = HubSettingsChange.Parse(await RequestBody.ReadAsync<PatchHubRequest>(request, cancel), clock.GetUtcNow());

        // First, so that what is untold does not grow without end while the activity is away.
        await trail.TellAsync(call.Hub, cancel);
        var before = call.Hub;
        var changed = await hubs.ChangeAsync(hub, now =>
        {
            // Inside the change: between reading and writing somebody else may have changed the settings.
            HubCalls.RefuseIfRemoving(now);
            request.RequireMatch(HubSettingsChange.TagOf(now));
            before = now;
            var after = wish.Apply(now);
            var changes = HubActivity.Changed(wish.Differences(now, after), call.Caller, clock.GetUtcNow());
            return after == now ? now : after with { ChangedBy = call.Caller.Name, Untold = [.. now.Untold, .. changes] };
        }, cancel) ?? throw new RefusedException(RefusalKind.NotFound, "There is no such hub.");

        await trail.TellAsync(changed, cancel);
        if (IsAboutGroups(before.Rules, changed.Rules))
            await groups.TellOfRulesAsync(changed.Id, call.Caller, client, cancel);
        request.SendTag(HubSettingsChange.TagOf(changed));
        return Results.Ok(HubViews.Hub(changed, call.MyRole, call.Access, clock.GetUtcNow()));
    }

    private static bool IsAboutGroups(HubRules before, HubRules after) =>
        before.GraceMinutes != after.GraceMinutes || before.LeaversAutomatic != after.LeaversAutomatic || before.AdoptExistingMembers != after.AdoptExistingMembers;
}
