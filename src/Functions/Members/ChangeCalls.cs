using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Matching;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.Members;

/// <summary>Answers calls that change members: with the plan in a dry run, else with the task that carries it out.</summary>
public sealed class ChangeCalls(ChangePlans plans, ChangeStarts starts, IdempotencyKeys keys, TaskAnswers answers)
{
    /// <summary>Makes the plan, and starts it unless it is only asked for.</summary>
    /// <param name="request">The call.</param>
    /// <param name="call">The hub, opened for changing.</param>
    /// <param name="asked">What is asked for.</param>
    /// <param name="client">Starts the task.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<IResult> AnswerAsync(HttpRequest request, HubCall call, AskedChange asked, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(asked);
        RefuseUnlessConnected(call.Hub);
        if (TeamPreviews.IsDryRun(request))
        {
            RequireMatch(request, asked.Seen);
            return Results.Ok(ChangePlanViews.Of(await plans.MakeAsync(call.Hub, "", asked.Wish, cancel)));
        }

        // The key names the task: a repeated call finds what the first one made, and finishes it where it was cut short.
        var key = await keys.ClaimAsync(request, call.Caller, asked.Body, cancel);
        var taskId = asked.TaskId ?? ChangeStarts.IdOf(call.Hub.Id, asked.Type, key);
        if ((key is not null || asked.TaskId is not null) && await starts.FindAsync(taskId, client, cancel) is { } earlier)
            return await answers.AcceptedAsync(request, earlier, cancel);

        // What the call itself began may have changed the row: only a new one is held against it.
        RequireMatch(request, asked.Seen);
        var plan = await plans.MakeAsync(call.Hub, taskId, asked.Wish, cancel);
        RefuseUnlessPossible(plan);
        var change = new NewChange(taskId, asked.Type, TaskTrigger.Api, call.Hub.Id, call.Caller);
        return await answers.AcceptedAsync(request, await starts.StartAsync(change, plan, client, cancel), cancel);
    }

    /// <summary>The task that an earlier call made, for what is done once however often it is asked for; null where nobody asked yet, or only for the plan.</summary>
    public async Task<IResult?> FindAsync(HttpRequest request, string taskId, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        return !TeamPreviews.IsDryRun(request) && await starts.FindAsync(taskId, client, cancel) is { } earlier ? await answers.AcceptedAsync(request, earlier, cancel) : null;
    }

    /// <summary>
    /// The task that the same call made before, by its key; null where none did. What it names is held against how things stand only after
    /// that: its own task may have changed them, and so may anybody else.
    /// </summary>
    /// <param name="request">The call.</param>
    /// <param name="call">The hub, opened for changing.</param>
    /// <param name="type">The task's type.</param>
    /// <param name="body">What was sent.</param>
    /// <param name="client">Starts the task, where its start was cut short.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<IResult?> FindAsync(HttpRequest request, HubCall call, AutomatedTaskType type, object body, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (TeamPreviews.IsDryRun(request) || await keys.FindAsync(request, call.Caller, body, cancel) is not { } key)
            return null;
        RefuseUnlessConnected(call.Hub);
        return await FindAsync(request, ChangeStarts.IdOf(call.Hub.Id, type, key), client, cancel);
    }

    /// <summary>Refuses where nobody knows yet who is in the app, or the hub is being removed.</summary>
    internal static void RefuseUnlessConnected(Hub hub)
    {
        if (hub.State == HubState.Removing)
            throw new RefusedException(RefusalKind.StageNotAllowed, "The hub is being removed.");
        if (hub.Workspace is null || hub.LastCheck is null)
            throw new RefusedException(new Refusal(RefusalKind.StageNotAllowed, "The hub was not checked yet, so nobody knows who is there.", Link: $"/api/v1/hubs/{hub.Id}"));
    }

    /// <summary>Holds <c>If-Match</c> against the one member that a call is about, as it was found; a call about several has none.</summary>
    /// <exception cref="RefusedException">412 where it names another version.</exception>
    internal static void RequireMatch(HttpRequest request, StoredMember? seen)
    {
        if (seen is not null)
            request.RequireMatch(DecisionCalls.TagOf(seen));
    }

    // Of several, those whom a rule protects are told in the task, and the others are done.
    private static void RefuseUnlessPossible(ChangePlan plan)
    {
        if (plan.Items.Any(item => item.Refused is null))
            return;
        // Held by one team or group, all of them: that is where to go.
        if (plan.Items.Select(item => item.HeldBy).Distinct().ToList() is [{ } holder])
            throw new RefusedException(holder);
        var reasons = plan.Items.Select(item => item.Refused).OfType<Failure>()
            .Select(failure => $"{failure.Kind}: {failure.Detail ?? FailureCatalog.Describe(failure.Kind).Sentence}")
            .Distinct(StringComparer.Ordinal);
        throw new RefusedException(RefusalKind.StageNotAllowed, string.Join(' ', reasons));
    }
}

/// <summary>A change that a call asks for.</summary>
/// <param name="Type">The task's type.</param>
/// <param name="Wish">What is wished.</param>
/// <param name="Body">What was sent, by which a repeated call is known.</param>
public sealed record AskedChange(AutomatedTaskType Type, ChangeWish Wish, object? Body)
{
    /// <summary>The task's id, for what is done once however often it is asked for; null for a new one.</summary>
    public string? TaskId { get; init; }

    /// <summary>The one member that the call is about, as it was found: <c>If-Match</c> names its version. Null where it is about several.</summary>
    public StoredMember? Seen { get; init; }
}
