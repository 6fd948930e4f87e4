using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tasks;

/// <summary>The first step of every task: one execution takes it, and who loses ends.</summary>
public sealed class ClaimTaskActivity(TasksTable tasks)
{
    /// <summary>True where the task is this execution's, also where an earlier try of this step took it.</summary>
    [Function(nameof(ClaimTaskActivity))]
    public Task<bool> Run([ActivityTrigger] TaskClaim claim, CancellationToken cancel) => tasks.ClaimAsync(claim, cancel);
}
