using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Steering;

namespace Seatkeeper.Functions.Members;

/// <summary>Undoes a removal.</summary>
public sealed class UndoTask(TaskAccess access, HubCalls calls, RemovalUndos undos, ChangeCalls changes)
{
    /// <summary>A task that invites the people again, with role and grants; asked for again, it is the same one.</summary>
    [ApiCall("Undo a removal", 202, Answer = typeof(TaskResponse), DryRun = typeof(ChangePlanResponse), TakesIdempotencyKey = true)]
    [Function(nameof(UndoTask))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/tasks/{id}/undo")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var task = await access.ReadAsync(id, request.GetCaller(), cancel);
        if (task.HubId is not { } hub)
            throw new RefusedException(RefusalKind.StageNotAllowed, "Only a removal can be undone.");
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var undo = RemovalUndos.IdOf(hub, task.Id);
        if (await changes.FindAsync(request, undo, client, cancel) is { } earlier)
            return earlier;
        var wish = await undos.OfAsync(call.Hub, task, RemovalUndos.NothingSent, cancel);
        return await changes.AnswerAsync(request, call, new AskedChange(AutomatedTaskType.AddMembers, wish, null) { TaskId = undo }, client, cancel);
    }
}
