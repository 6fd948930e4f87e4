using Microsoft.DurableTask;
using Seatkeeper.Connectors;

namespace Seatkeeper.Benchmarks.Simulating;

/// <summary>
/// The durable engine on virtual time, as far as the daily check feels it: a step takes a while until somebody works on it, each
/// instance works on so many at once, and any instance may get it.
/// </summary>
internal sealed class VirtualEngine
{
    private readonly SimulatedInstance[] instances;
    private readonly SemaphoreSlim places;
    private readonly DrawnTimes times;
    private int started;

    public VirtualEngine(VirtualTime time, SimulatedScale scale, DrawnTimes times)
    {
        Time = time;
        this.times = times;
        instances = [.. Enumerable.Range(0, scale.Instances).Select(_ => new SimulatedInstance(scale.Sessions))];
        places = new SemaphoreSlim(scale.Instances * SimulatedInstance.Activities);
    }

    public VirtualTime Time { get; }

    /// <summary>Sessions of all instances that are in use.</summary>
    public int Sessions => instances.Sum(instance => instance.Gate.Inside);

    /// <summary>The activities by name.</summary>
    public Dictionary<string, Func<object?, SimulatedInstance, Task<object?>>> Activities { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs an orchestrator to its end.</summary>
    public async Task RunAsync<TInput>(string instanceId, Func<TaskOrchestrationContext, TInput, Task> orchestrator, TInput input) where TInput : class
    {
        for (var next = input; next is not null;)
        {
            var context = new VirtualOrchestration(this, instanceId, ++started);
            await orchestrator(context, next);
            next = (TInput?)context.Next;
        }
    }

    /// <summary>Has an activity done by some instance.</summary>
    public async Task<object?> CallAsync(string activity, object? input)
    {
        await Task.Delay(times.Step(), Time);
        await places.WaitAsync();
        var free = instances.Where(instance => instance.Busy < SimulatedInstance.Activities).ToList();
        var taken = free[times.Below(free.Count)];
        taken.Busy++;
        try
        {
            return await Time.WorkAsync(() => Activities[activity](input, taken));
        }
        finally
        {
            taken.Busy--;
            places.Release();
        }
    }
}

/// <summary>One instance of the app, with the product's own gate before its browser.</summary>
internal sealed class SimulatedInstance(int sessions)
{
    /// <summary><c>maxConcurrentActivityFunctions</c> of host.json.</summary>
    public const int Activities = 16;

    public SessionGate Gate { get; } = new(sessions);

    public int Busy { get; set; }
}
