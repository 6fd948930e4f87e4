using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Removing;

/// <summary>Removes a hub.</summary>
public sealed class RemoveHub(HubCalls calls, HubRemovals removals, RemovalPlans plans, TaskAnswers answers)
{
    /// <summary>Nothing changes in the app, unless <c>revokeMembers</c> asks that those whom Seatkeeper invited lose their seats first. Its tasks and activity stay readable.</summary>
    [ApiCall("Remove a hub", 202, Answer = typeof(TaskResponse), DryRun = typeof(HubRemovalPlanResponse), Query = ["revokeMembers", "accounts", "allow"], TakesIdempotencyKey = true, HasTag = true)]
    [Function(nameof(RemoveHub))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/hubs/{hub}")] HttpRequest request,
        string hub,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAlwaysAsync(request, hub, HubAccess.Manage, cancel);
        var wish = WishOf(request);
        if (Flag(request, "dryRun"))
        {
            HubCalls.RefuseIfRemoving(call.Hub);
            return Results.Ok(await plans.MakeAsync(call.Hub, wish, cancel));
        }

        // A call that is repeated by its key is answered also once the hub is gone.
        return await answers.StartAsync(request, call.Caller, body: null, async () =>
        {
            if (call.Hub.State is not (HubState.Removing or HubState.Removed))
                request.RequireMatch(HubSettingsChange.TagOf(call.Hub));
            return await removals.StartAsync(hub, wish, call.Caller, client, cancel);
        }, cancel);
    }

    private static RemovalWish WishOf(HttpRequest request)
    {
        var allow = request.Query["allow"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var errors = new FieldErrors();
        if (!allow.All(ChangeAllowance.All.Contains))
            errors.Add("allow", $"may hold {string.Join(", ", ChangeAllowance.All)}.");
        var accounts = request.Query["accounts"].ToString();
        if (accounts is not ("" or "keep" or "delete"))
            errors.Add("accounts", "must be keep or delete.");
        errors.ThrowIfAny();
        return new RemovalWish(Flag(request, "revokeMembers"), accounts == "delete", allow);
    }

    private static bool Flag(HttpRequest request, string name) => request.Query[name].ToString() switch
    {
        "" or "false" => false,
        "true" => true,
        _ => throw FieldErrors.One(name, "must be true or false."),
    };
}
