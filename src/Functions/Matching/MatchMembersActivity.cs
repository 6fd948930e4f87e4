using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Matching;

/// <summary>Makes the matches of a task, one member after the other. Killed anywhere in between, the next try finds what was begun and finishes it.</summary>
public sealed class MatchMembersActivity(ChangeTasks tasks, TaskItemsTable items, MatchPlans plans, DecisionWriter writer, ActivityTable activity)
{
    private const string SoAlready = "Was matched so already.";

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
        foreach (var wanted in wish.Matches.Where(match => open.ContainsKey(match.MemberId)))
        {
            // Between two members a person may have stopped it.
            if ((await tasks.TakeAsync(work.Step, cancel)).Trouble is { } stopped)
                return new MadeMatches(stopped);
            await MakeAsync(taken.Task, wanted, cancel);
        }

        return new MadeMatches();
    }

    private async Task MakeAsync(AutomatedTask task, WishedMatch wanted, CancellationToken cancel)
    {
        // The hub is this task's, so nobody else matches; but a person may exempt the member meanwhile, and then it is decided anew.
        while (true)
        {
            var (planned, stored) = await plans.MakeOneAsync(task.HubId ?? "", wanted, cancel);
            if (planned.Failure is { } failure)
            {
                await EndAsync(task.Id, wanted, item => item with { Status = TaskItemStatus.Failed, Failure = failure }, cancel);
                return;
            }

            if (planned.Answer.Decision is { } decision && stored is not null)
            {
                await EndAsync(task.Id, wanted, item => item with { IntentAt = item.IntentAt ?? tasks.Now }, cancel);
                if (!await writer.TryWriteAsync(task.HubId ?? "", stored, decision, planned.UserName, untold: null, cancel))
                    continue;
            }

            await CompleteAsync(task, planned, cancel);
            return;
        }
    }

    // What was so before this task needs nothing. What the task began is told, and followed by grant and access, however often it is tried.
    private async Task CompleteAsync(AutomatedTask task, PlannedMatch planned, CancellationToken cancel)
    {
        var (hubId, wanted) = (task.HubId ?? "", planned.Wish);
        var item = (await items.LoadAsync(task.Id, cancel))[wanted.MemberId];
        if (item.IntentAt is { } at)
        {
            await writer.FollowAsync(hubId, [new DecidedPerson(wanted.UserId, at, task.Actor, task.Id)], cancel);

            // The person is told by it: everybody reads what concerns themself.
            var entry = new ActivityEntry(
                $"{task.Id}:{wanted.MemberId}", at, task.ActorId, task.ActorName, "memberMatched", planned.Label, wanted.MemberId, wanted.UserId,
                After: $"{planned.UserName}, {wanted.HubRole}, by hand", TaskId: task.Id);
            await activity.AppendAsync(hubId, entry, cancel);
        }

        await EndAsync(task.Id, wanted, now => now with { Status = TaskItemStatus.Completed, Result = now.IntentAt is null ? SoAlready : $"Matched to {planned.UserName}." }, cancel);
    }

    private Task EndAsync(string taskId, WishedMatch wanted, Func<TaskItem, TaskItem?> change, CancellationToken cancel) => items.ChangeAsync(taskId, wanted.MemberId, change, cancel);
}
