using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Matching;

/// <summary>Matches several members to people.</summary>
public sealed class MatchMembers(HubCalls calls, MatchWishes wishes, MatchStarts starts)
{
    /// <summary>One task, one item a member. Nothing changes in the app.</summary>
    [ApiCall("Match members to people", 202, Body = typeof(MatchMembersRequest), Answer = typeof(TaskResponse), TakesIdempotencyKey = true)]
    [Function(nameof(MatchMembers))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/hubs/{hub}/matches")] HttpRequest request,
        string hub,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var body = await RequestBody.ReadAsync<MatchMembersRequest>(request, cancel);
        if (await starts.FindAsync(request, call, MatchWishes.Named(body), client, cancel) is { } earlier)
            return earlier;
        return await starts.AnswerAsync(request, call, await wishes.OfAsync(hub, body, cancel), client, cancel);
    }
}
