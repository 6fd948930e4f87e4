using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.DirectorySync;

/// <summary>Brings people in step with Microsoft Entra.</summary>
public sealed class SyncDirectory(DirectorySyncs syncs, TaskAnswers answers)
{
    /// <summary>One sync at a time: asked for again meanwhile, it is the one under way.</summary>
    [ApiCall("Brings people in step with Microsoft Entra", StatusCodes.Status202Accepted, Answer = typeof(TaskResponse), TakesIdempotencyKey = true)]
    [Function(nameof(SyncDirectory))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/directory/sync")] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        caller.Require(AccessRules.MayWriteDirectory(caller.Role), "write the directory");
        return await answers.StartAsync(request, caller, body: null, () => syncs.StartAsync(TaskTrigger.Api, caller, client, cancel), cancel);
    }
}
