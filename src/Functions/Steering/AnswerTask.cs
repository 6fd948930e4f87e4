using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Steering;

/// <summary>Says that what a task waited for was done.</summary>
public sealed class AnswerTask(TaskAccess access, TaskDecisions decisions, GivenCodes codes, HubsTable hubs)
{
    private const int Digits = 6;

    /// <summary>
    /// The task goes on, and signs in at once: with the one-time code of the body where the site asked for one, else with what was done at
    /// the site, or with the account's changed credentials or session.
    /// </summary>
    [ApiCall("Say that what a task waited for was done", 202, Body = typeof(AnswerTaskRequest), Answer = typeof(TaskResponse))]
    [Function(nameof(AnswerTask))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/tasks/{id}/answer")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var caller = request.GetCaller();
        var task = await access.SteerAsync(id, TaskAction.Answer, caller, cancel);
        var code = CodeOf(await RequestBody.ReadOptionalAsync<AnswerTaskRequest>(request, cancel));
        if (code is null)
            return await decisions.AnswerAsync(task, DecisionKind.Answered, planDigest: null, caller, client, cancel);

        if (task is not { Status: AutomatedTaskStatus.WaitingForInput, Failure.Kind: FailureKind.TotpRequired } || await hubs.GetAsync(task.HubId ?? "", cancel) is not { } hub)
            throw FieldErrors.One("code", "can be given only to a task that waits for a one-time code.");
        var name = await codes.KeepAsync(hub.AutomationAccountId, code, cancel);
        try
        {
            return await decisions.AnswerAsync(task, name, caller, client, cancel);
        }
        catch (RefusedException)
        {
            // No row names it.
            await codes.ForgetAsync(name, CancellationToken.None);
            throw;
        }
    }

    // No message quotes it.
    private static string? CodeOf(AnswerTaskRequest? body)
    {
        if (string.IsNullOrEmpty(body?.Code))
            return null;
        var code = string.Concat(body.Code.Where(character => character != ' '));
        return code.Length == Digits && code.All(char.IsAsciiDigit) ? code : throw FieldErrors.One("code", $"must be {Digits} digits.");
    }
}
