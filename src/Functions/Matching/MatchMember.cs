using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Matching;

/// <summary>Matches one member to a person.</summary>
public sealed class MatchMember(HubCalls calls, MatchWishes wishes, MatchStarts starts)
{
    /// <summary>A task with one item. Nothing changes in the app.</summary>
    [ApiCall("Match a member to a person", 202, Body = typeof(MatchMemberRequest), Answer = typeof(TaskResponse), TakesIdempotencyKey = true, TakesIfMatch = true)]
    [Function(nameof(MatchMember))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/hubs/{hub}/members/{member}/match")] HttpRequest request,
        string hub,
        string member,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var body = await RequestBody.ReadAsync<MatchMemberRequest>(request, cancel);
        if (await starts.FindAsync(request, call, MatchWishes.Named(member, body), client, cancel) is { } earlier)
            return earlier;
        return await starts.AnswerAsync(request, call, await wishes.OfAsync(hub, member, body, cancel), client, cancel);
    }
}
