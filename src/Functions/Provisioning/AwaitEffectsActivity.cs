using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Provisioning;

/// <summary>Looks whether the tasks that a run started have ended, or wait for a person: that may take days, and holds up nobody.</summary>
public sealed class AwaitEffectsActivity(TasksTable tasks, ProvisionTimes times, HubPointers pointers)
{
    /// <summary>No trouble where nothing is under way any more.</summary>
    [Function(nameof(AwaitEffectsActivity))]
    public async Task<AwaitedEffects> Run([ActivityTrigger] EffectsToAwait work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);

        // An earlier step that the engine delivers once more takes the hub again, and those who are followed would wait for who follows them.
        await pointers.LetGoAsync(work.Step.HubId, work.Step.TaskId, supersedes: false, free => free, cancel);
        var open = new List<AutomatedTask>();
        foreach (var id in work.TaskIds)
        {
            if (await tasks.FindAsync(id, cancel) is { IsEnded: false, IsWaiting: false } child)
                open.Add(child);
        }

        if (open.Count == 0)
            return new AwaitedEffects();
        await tasks.ReportAsync(work.Step.TaskId, work.Step.ExecutionId, $"Follows {string.Join(", ", open.Select(child => $"{child.Type} ({child.Progress ?? child.Status.ToString()})"))}", cancel);
        return new AwaitedEffects(new StepTrouble(NotBefore: times.NextLook));
    }
}
