using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Replacing;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Connecting;

/// <summary>Connects a hub again that needs a person's attention, or whose connection was cut short.</summary>
public sealed class RetryHub(HubCalls calls, RetryTables stored, AccountClaims claims, HubTasks tasks, TaskAnswers answers)
{
    /// <summary>The new task, or the one that is under way.</summary>
    [ApiCall("Connect a hub again", 202, Body = typeof(RetryHubRequest), MayLackBody = true, Answer = typeof(TaskResponse), TakesIdempotencyKey = true)]
    [Function(nameof(RetryHub))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/hubs/{hub}/retry")] HttpRequest request,
        string hub,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var body = await RequestBody.ReadBytesAsync(request, cancel);
        var wish = body.IsEmpty ? new RetryHubRequest(null) : RequestBody.Parse<RetryHubRequest>(body);
        return await answers.StartAsync(request, call.Caller, wish, async () =>
        {
            await PrepareAsync(await stored.Hubs.GetAsync(hub, cancel) ?? call.Hub, wish.Workspace, cancel);
            return await tasks.StartConnectingAsync(hub, call.Caller, client, cancel);
        }, cancel);
    }

    private async Task PrepareAsync(Hub hub, string? workspace, CancellationToken cancel)
    {
        HubCalls.RefuseIfRemoving(hub);
        // Of a workspace that is known by its name alone, another look may tell the id.
        if (hub.State is HubState.Connected && hub.Workspace is not { HasId: false })
            throw new RefusedException(RefusalKind.StageNotAllowed, $"The hub is {hub.State}: there is nothing to connect again.");
        // There, the id may be named that tells it from others of its name; whether it is the hub's, the visit sees.
        if (workspace is not null && hub.Workspace is { HasId: true } pinned && workspace != pinned.Id && workspace != pinned.Name)
            throw new RefusedException(RefusalKind.StageNotAllowed, $"The hub belongs to the workspace {pinned.Name} for good; connect another hub for another workspace.");
        if (!await claims.TakeNamedAsync(hub.Id, hub.AutomationAccountId, cancel))
            throw new RefusedException(RefusalKind.AutomationAccountInUse, "Another hub uses the automation account by now, it is gone, or the hub has another one or is being removed.");

        // Whoever retries has looked at the account: one sign-in may happen at once.
        await stored.Accounts.AllowSignInAtOnceAsync(hub.AutomationAccountId, cancel);
        // An id that was named in error is taken back by naming none; until any workspace is pinned, what was named last stands.
        if (workspace is not null || hub.Workspace is { HasId: false })
            await stored.Hubs.ChangeAsync(hub.Id, now => now.Workspace is { HasId: true } ? now : now with { WantedWorkspace = workspace }, cancel);
    }
}

/// <summary>Rows of hubs and of accounts.</summary>
public sealed record RetryTables(HubsTable Hubs, AccountsTable Accounts);
