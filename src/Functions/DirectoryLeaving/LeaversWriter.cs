using Azure;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Directory;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.DirectoryLeaving;

/// <summary>Carries out who leaves and who comes back, one person after the other; what a rule forbids is told and fails alone. Done again, it comes to the same.</summary>
public sealed class LeaversWriter(WorkspaceUsersTable users, Leaving leaving, TeamChanges teams, ActivityTable activity, TaskItemsTable items)
{
    private const string Left = "personLeft";
    private const string Returned = "personReturned";
    private const string Kept = "personKept";

    /// <summary>Lets one person leave, by the rules for everybody.</summary>
    /// <returns>False where a rule keeps them.</returns>
    public async Task<bool> LeaveAsync(AutomatedTask task, string id, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (await users.FindAsync(id, cancel) is not { Directory: { IsOut: true } facts } person || (person.Active && !LeaversPlans.IsLeaving(person)))
            return true;
        try
        {
            await leaving.LeaveByDirectoryAsync(StartDailyCheck.Seatkeeper, person, cancel);
        }
        catch (RefusedException e) when (e.Refusal.Kind == RefusalKind.PreconditionFailed)
        {
            throw new TransientException("Somebody else changed a person at the same time.", e);
        }
        catch (RefusedException e)
        {
            await RefuseAsync(task, person, e.Refusal, cancel);
            return false;
        }

        await teams.LeaveAsync(id, StartDailyCheck.Seatkeeper, client, cancel);
        await ItemAsync(task, person, Left, TaskItemStatus.Completed, $"Left the workspace: {facts.State} in the directory. Their API keys are revoked.", cancel);
        return true;
    }

    /// <summary>Lets one person come back, with the role that they had and without the keys that they had.</summary>
    public async Task ReturnAsync(AutomatedTask task, string id, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (await users.FindAsync(id, cancel) is not { Directory: { State: DirectoryState.Present } facts } person)
            return;
        if (LeaversPlans.IsReturning(person))
        {
            await activity.AppendAsync(null, new ActivityEntry($"{task.Id}:{Returned}:{facts.ObjectId}", task.CreatedAt, task.ActorId, task.ActorName, Returned, person.Email, UserId: id, After: person.Role.ToString(), TaskId: task.Id), cancel);
            await SaveAsync(person with { Active = true, IsUntold = true, Directory = facts with { HasLeft = false } }, cancel);
        }

        await ItemAsync(task, person, Returned, TaskItemStatus.Completed, $"Is in the workspace again, as {person.Role}.", cancel);
    }

    /// <summary>Notes that a person decided that somebody stays; they are not asked about again before the directory says something else.</summary>
    public async Task KeepAsync(AutomatedTask task, string id, string byName, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (await users.FindAsync(id, cancel) is not { Directory: { } facts } person)
            return;
        if (person is { Active: false, Directory: { IsOut: true, HasLeft: true } })
            await ItemAsync(task, person, Kept, TaskItemStatus.Failed, $"{byName} decided that they stay, and they had left by then.", cancel);
        if (!LeaversPlans.IsLeaving(person))
            return;
        await activity.AppendAsync(null, new ActivityEntry($"{task.Id}:{Kept}:{facts.ObjectId}", task.CreatedAt, task.ActorId, byName, Kept, person.Email, UserId: id, Before: facts.State.ToString(), TaskId: task.Id), cancel);
        await SaveAsync(person with { Directory = facts with { IsKept = true } }, cancel);
        await ItemAsync(task, person, Kept, TaskItemStatus.Cancelled, $"{byName} decided that they stay.", cancel);
    }

    /// <summary>Tells that the workspace's Owner is out in the directory: nobody takes them away.</summary>
    public async Task TellBoundAsync(AutomatedTask task, string id, CancellationToken cancel)
    {
        if (await users.FindAsync(id, cancel) is { Active: true } person)
            await RefuseAsync(task, person, new Refusal(RefusalKind.NotAllowed, "The workspace's Owner is never taken away by a sync. Make somebody else Owner, or enable them again."), cancel, keysStay: true);
    }

    // The keys of somebody who is out work no more, also where a hub would be without Owner; only the workspace's Owner keeps theirs,
    // because nobody could let anybody in without them.
    private async Task RefuseAsync(AutomatedTask task, DirectoryPerson person, Refusal refusal, CancellationToken cancel, bool keysStay = false)
    {
        if (!keysStay)
            await leaving.RevokeKeysAsync(StartDailyCheck.Seatkeeper, person, cancel);
        var facts = person.Directory;
        var since = FormattableString.Invariant($"{facts?.Since.UtcTicks}");
        // Once for each time that they went out, and not at every sync.
        await activity.AppendAsync(null, new ActivityEntry(
            $"directory:{facts?.ObjectId}:{facts?.State}:{since}", facts?.Since ?? task.CreatedAt, task.ActorId, task.ActorName, "personCouldNotLeave", person.Email, UserId: person.Id, Before: facts?.State.ToString(), After: refusal.Detail, TaskId: task.Id), cancel);
        await ItemAsync(task, person, "personCouldNotLeave", TaskItemStatus.Failed, $"{refusal.Detail} ({refusal.Kind})", cancel);
    }

    private async Task SaveAsync(DirectoryPerson person, CancellationToken cancel)
    {
        try
        {
            await users.SaveAsync([person], cancel);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            throw new TransientException("Somebody else changed a person at the same time.", e);
        }
    }

    private async Task ItemAsync(AutomatedTask task, DirectoryPerson person, string what, TaskItemStatus status, string result, CancellationToken cancel)
    {
        var failure = status == TaskItemStatus.Failed ? new Failure(FailureKind.ProtectedMember, Detail: result) : null;
        var item = new TaskItem { TaskId = task.Id, Id = $"{what}-{person.Directory?.ObjectId}", Action = what, Target = person.Email, Status = status, Result = result, Failure = failure };
        await items.InsertAsync(task.Id, [item], cancel);
        await items.ChangeAsync(task.Id, item.Id, now => now with { Status = status, Result = result, Failure = failure }, cancel);
    }
}
