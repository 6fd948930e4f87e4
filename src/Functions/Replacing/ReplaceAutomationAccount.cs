using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Replacing;

/// <summary>Gives a hub another automation account.</summary>
public sealed class ReplaceAutomationAccount(HubCalls calls, ReplacementStarts starts, TaskAnswers answers)
{
    /// <summary>The new account signs in first, and has to open the same workspace as Admin or Owner; until then, and where it does not, the old one stays.</summary>
    [ApiCall("Replace the automation account", 202, Body = typeof(ReplaceAutomationAccountRequest), Answer = typeof(TaskResponse), TakesIdempotencyKey = true, HasTag = true)]
    [Function(nameof(ReplaceAutomationAccount))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v1/hubs/{hub}/automation-account")] HttpRequest request,
        string hub,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var body = await RequestBody.ReadAsync<ReplaceAutomationAccountRequest>(request, cancel);
        return await answers.StartAsync(request, call.Caller, body, async key =>
        {
            if (key is not null && await starts.FindAsync(call.Hub.Id, key, client, cancel) is { } earlier)
                return earlier;
            request.RequireMatch(HubSettingsChange.TagOf(call.Hub));
            return await starts.StartAsync(call, body.AutomationAccountId, key, client, cancel);
        }, cancel);
    }
}
