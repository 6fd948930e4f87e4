using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Directory;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.DirectorySync;

/// <summary>Reads the directory up to now, and writes what is new of people. Nobody leaves by it.</summary>
public sealed class ReadDirectoryActivity(DirectoryReading reading, GraphPauses pauses, DirectorySyncs syncs, PeopleNews news, TasksTable tasks)
{
    /// <summary>What came of it.</summary>
    [Function(nameof(ReadDirectoryActivity))]
    public async Task<DirectoryRead> Run([ActivityTrigger] DirectoryToRead work, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        var task = await tasks.FindAsync(work.Step.TaskId, cancel);
        var stopped = work.Step.StopOf(task);
        if (task is null || stopped is not null)
            return new DirectoryRead(Trouble: new StepTrouble(stopped));
        if (!await syncs.TakeAsync(task.Id, cancel))
            return new DirectoryRead(Trouble: new StepTrouble(new Failure(FailureKind.Cancelled, Detail: "Another task brings people in step with the directory.")));
        // Also of a read that goes on later: what groups give those people begins now that they are known.
        return await ReadAsync(task, people => news.TellAsync(people, client, cancel), cancel);
    }

    private async Task<DirectoryRead> ReadAsync(AutomatedTask task, Func<IReadOnlyCollection<string>, Task> tell, CancellationToken cancel)
    {
        try
        {
            return new DirectoryRead(await pauses.ObeyAsync(() => reading.ReadAsync(task, tell, cancel), cancel)) { LeavesFirst = true };
        }
        catch (AppFailureException e)
        {
            return new DirectoryRead(Trouble: new StepTrouble(e.Failure));
        }
    }
}
