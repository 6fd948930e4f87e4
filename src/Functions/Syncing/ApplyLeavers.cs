using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Members;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Syncing;

/// <summary>Takes the seats of people away who left the directory, or the groups that gave them, as the last report lists them.</summary>
public sealed class ApplyLeavers(HubCalls calls, Leavers leavers, GroupLeavers groups, ChangeCalls changes)
{
    /// <summary>One task, one item a person; guarded like every removal.</summary>
    [ApiCall("Remove leavers", 202, Body = typeof(ApplyLeaversRequest), Answer = typeof(TaskResponse), DryRun = typeof(ChangePlanResponse), TakesIdempotencyKey = true)]
    [Function(nameof(ApplyLeavers))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/hubs/{hub}/leavers/apply")] HttpRequest request,
        string hub,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var body = await RequestBody.ReadAsync<ApplyLeaversRequest>(request, cancel);
        if (await changes.FindAsync(request, call, AutomatedTaskType.RemoveMembers, body, client, cancel) is { } earlier)
            return earlier;
        if (body.MemberIds is not { Count: >= 1 and <= ChangeWish.MostPeople } wanted)
            throw FieldErrors.One("memberIds", $"must have 1 to {ChangeWish.MostPeople} entries.");

        var known = await leavers.OfAsync(call.Hub, cancel);
        var left = (await groups.ListAsync(call.Hub.Id, cancel)).Select(entry => entry.MemberId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var errors = new FieldErrors();
        for (var i = 0; i < wanted.Count; i++)
        {
            if (!known.Contains(wanted[i]) && !left.Contains(wanted[i]))
                errors.Add($"memberIds[{i}]", "is no leaver of the last report who still has a seat.");
        }

        if (body.Allow?.All(ChangeAllowance.All.Contains) == false)
            errors.Add("allow", $"may hold {string.Join(", ", ChangeAllowance.All)}.");
        errors.ThrowIfAny();
        var reason = !wanted.Any(known.Contains) ? GroupLeavers.Reason : wanted.All(known.Contains) ? Leavers.Reason : $"{Leavers.Reason}, or the group or team that gave the seat";
        var wish = Leavers.Wish(wanted.Distinct(StringComparer.Ordinal), body.Allow, reason);
        return await changes.AnswerAsync(request, call, new AskedChange(AutomatedTaskType.RemoveMembers, wish, body), client, cancel);
    }
}
