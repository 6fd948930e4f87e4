using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Matching;

/// <summary>Makes the matches of a task, one member after the other; what follows for people is done for some at once. Killed anywhere in between, the next try finds what was begun and finishes it.</summary>
public sealed class MatchMembersActivity(ChangeTasks tasks, TaskItemsTable items, MatchPlans plans, DecisionWriter writer, ActivityTable activity)
{
    private const string SoAlready = "Was matched so already.";
    private const int FollowedAtOnce = 25;

    /// <summary>Goes through all of them.</summary>
    [Function(nameof(MatchMembersActivity))]
    public async Task<MadeMatches> Run([ActivityTrigger] MatchesToMake work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        var (taken, trouble) = await tasks.TakeAsync(work.Step, cancel);
        if (taken is null)
            return new MadeMatches(trouble);
        if (taken.Task.Wish is not { } reference)
            return new MadeMatches(new StepTrouble(new Failure(FailureKind.Unexpected, Detail: "The task does not say what is wished.")));

        var open = (await items.LoadAsync(taken.Task.Id, cancel)).Values.Where(item => item.Status == TaskItemStatus.Pending).ToDictionary(item => item.Id, StringComparer.Ordinal);
        var wish = await plans.ReadAsync(reference, cancel);
        foreach (var some in wish.Matches.Where(match => open.ContainsKey(match.MemberId)).Chunk(FollowedAtOnce))
        {
            var (made, stopped) = await MakeAsync(work.Step, taken.Task, some, cancel);
            await CompleteAsync(taken.Task, made, cancel);
            if (stopped is not null)
                return new MadeMatches(stopped);
        }

        return new MadeMatches();
    }

    private async Task<(List<PlannedMatch> Made, StepTrouble? Stopped)> MakeAsync(AutomationStep step, AutomatedTask task, IEnumerable<WishedMatch> some, CancellationToken cancel)
    {
        var made = new List<PlannedMatch>();
        foreach (var wanted in some)
        {
            // Between two members a person may have stopped it.
            if ((await tasks.TakeAsync(step, cancel)).Trouble is { } stopped)
                return (made, stopped);
            if (await MakeAsync(task, wanted, cancel) is { } planned)
                made.Add(planned);
        }

        return (made, null);
    }

    private async Task<PlannedMatch?> MakeAsync(AutomatedTask task, WishedMatch wanted, CancellationToken cancel)
    {
        // The hub is this task's, so nobody else matches; but a person may exempt the member meanwhile, and then it is decided anew.
        while (true)
        {
            var (planned, stored) = await plans.MakeOneAsync(task.HubId ?? "", wanted, cancel);
            if (planned.Failure is { } failure)
            {
                await EndAsync(task.Id, wanted, item => item with { Status = TaskItemStatus.Failed, Failure = failure }, cancel);
                return null;
            }

            if (planned.Answer.Decision is { } decision && stored is not null)
            {
                await EndAsync(task.Id, wanted, item => item with { IntentAt = item.IntentAt ?? tasks.Now }, cancel);
                if (!await writer.TryWriteAsync(task.HubId ?? "", stored, decision, planned.UserName, untold: null, cancel))
                    continue;
            }

            return planned;
        }
    }

    // What was so before this task needs nothing. What the task began is told, and followed by grant and access, however often it is tried.
    private async Task CompleteAsync(AutomatedTask task, List<PlannedMatch> made, CancellationToken cancel)
    {
        var (hubId, stored) = (task.HubId ?? "", await items.LoadAsync(task.Id, cancel));
        var begun = made.Select(planned => (Planned: planned, stored[planned.Wish.MemberId].IntentAt)).Where(match => match.IntentAt is not null).ToList();
        await writer.FollowAsync(hubId, [.. begun.Select(match => new DecidedPerson(match.Planned.Wish.UserId, match.IntentAt ?? default, task.Actor, task.Id))], cancel);
        await activity.AppendAsync(hubId, [.. begun.Select(match => Entry(task, match.Planned, match.IntentAt ?? default))], cancel);
        foreach (var planned in made)
            await EndAsync(task.Id, planned.Wish, now => now with { Status = TaskItemStatus.Completed, Result = now.IntentAt is null ? SoAlready : $"Matched to {planned.UserName}." }, cancel);
    }

    // The person is told by it: everybody reads what concerns themself.
    private static ActivityEntry Entry(AutomatedTask task, PlannedMatch planned, DateTimeOffset at)
    {
        var wanted = planned.Wish;
        return new ActivityEntry(
            $"{task.Id}:{wanted.MemberId}", at, task.ActorId, task.ActorName, "memberMatched", planned.Label, wanted.MemberId, wanted.UserId,
            After: $"{planned.UserName}, {wanted.HubRole}, by hand", TaskId: task.Id);
    }

    private Task EndAsync(string taskId, WishedMatch wanted, Func<TaskItem, TaskItem?> change, CancellationToken cancel) => items.ChangeAsync(taskId, wanted.MemberId, change, cancel);
}
