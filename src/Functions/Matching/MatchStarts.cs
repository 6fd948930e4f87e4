using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Members;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Matching;

/// <summary>Starts tasks that match members, and answers the calls that ask for them.</summary>
public sealed class MatchStarts(MatchPlans plans, ChangeStarts starts, IdempotencyKeys keys, TaskAnswers answers, MatchTaskStores stores)
{
    /// <summary>202 with the task. Where a rule forbids every match, the call is refused and no task is made.</summary>
    /// <param name="request">The call.</param>
    /// <param name="call">The hub, opened for changing.</param>
    /// <param name="asked">Who is to be matched to whom.</param>
    /// <param name="client">Starts the task.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<IResult> AnswerAsync(HttpRequest request, HubCall call, AskedMatches asked, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(asked);
        ChangeCalls.RefuseUnlessConnected(call.Hub);
        var wish = asked.Wish;
        var key = await keys.ClaimAsync(request, call.Caller, wish, cancel);
        var taskId = IdOf(call, key);
        if (key is not null && await starts.FindAsync(taskId, client, cancel) is { } earlier)
            return await answers.AcceptedAsync(request, earlier, cancel);

        // What the call itself began may have changed the row: only a new one is held against it.
        ChangeCalls.RequireMatch(request, asked.Seen);
        var plan = await plans.MakeAsync(call.Hub.Id, wish, cancel);
        if (plan.All(match => match.Answer.Refused is not null) && plan[0].Answer.Refused is { } first)
            throw new RefusedException(first with { Detail = string.Join(' ', plan.Select(match => match.Answer.Refused?.Detail).Distinct(StringComparer.Ordinal)) });

        // Everybody's item is there before the task is.
        var reference = await stores.Blobs.WriteAsync(call.Hub.Id, "matches", wish, cancel);
        await stores.Items.InsertAsync(taskId, [.. plan.Select(match => Item(taskId, match))], cancel);
        var task = new NewTask(taskId, AutomatedTaskType.MatchMembers, TaskTrigger.Api, call.Hub.Id, call.Caller, nameof(MatchMembersOrchestrator), Wish: reference, Items: plan.Count);
        return await answers.AcceptedAsync(request, await stores.Starter.StartAsync(task, client, cancel), cancel);
    }

    /// <summary>
    /// The task that the same call made before, by its key; null where none did. What it names is held against how things stand only after
    /// that: a person may have left since.
    /// </summary>
    /// <param name="request">The call.</param>
    /// <param name="call">The hub, opened for changing.</param>
    /// <param name="named">What the body names; null where it names nothing that can be wished.</param>
    /// <param name="client">Starts the task, where its start was cut short.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<IResult?> FindAsync(HttpRequest request, HubCall call, MatchWish? named, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (named is null || await keys.FindAsync(request, call.Caller, named, cancel) is not { } key)
            return null;
        ChangeCalls.RefuseUnlessConnected(call.Hub);
        return await starts.FindAsync(IdOf(call, key), client, cancel) is { } earlier ? await answers.AcceptedAsync(request, earlier, cancel) : null;
    }

    private static string IdOf(HubCall call, string? key) => $"{call.Hub.Id}-match-{key ?? Guid.NewGuid().ToString("N")}";

    // A refusal of now is told at once; what stands when the hub is free decides.
    private static TaskItem Item(string taskId, PlannedMatch match) => new()
    {
        TaskId = taskId,
        Id = match.Wish.MemberId,
        Action = "Match",
        MemberId = match.Wish.MemberId,
        Target = match.Label,
        Status = match.Failure is null ? TaskItemStatus.Pending : TaskItemStatus.Failed,
        Failure = match.Failure,
    };
}

/// <summary>Where a task of matches is kept.</summary>
public sealed record MatchTaskStores(TaskItemsTable Items, CheckBlobs Blobs, TaskStarter Starter);
