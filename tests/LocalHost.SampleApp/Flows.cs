using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace LocalHost.SampleApp;

/// <summary>Orchestrators that touch each feature of the engine; inputs are strings, for the starting function is one for all.</summary>
public sealed class Flows
{
    private static readonly TaskOptions Thrice = new(new TaskRetryOptions(new RetryPolicy(3, TimeSpan.FromSeconds(1))));

    /// <summary>Activity, custom status, timer, fan-out in a sub-orchestration, event.</summary>
    [Function(nameof(EverythingFlow))]
    public static async Task<string> EverythingFlow([OrchestrationTrigger] TaskOrchestrationContext context, string input)
    {
        var first = await context.CallActivityAsync<string>(nameof(Activities.Note), $"begin {input}");
        await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
        var sum = await context.CallSubOrchestratorAsync<int>(nameof(SumFlow), 4);
        context.SetCustomStatus(new { waiting = true });
        var approval = await context.WaitForExternalEvent<string>("approval");
        return $"{first}, {sum}, {approval}";
    }

    [Function(nameof(SumFlow))]
    public static async Task<int> SumFlow([OrchestrationTrigger] TaskOrchestrationContext context, int count)
    {
        var squares = await Task.WhenAll(Enumerable.Range(1, count).Select(number => context.CallActivityAsync<int>(nameof(Activities.Square), number)));
        return squares.Sum();
    }

    [Function(nameof(EchoFlow))]
    public static Task<string> EchoFlow([OrchestrationTrigger] TaskOrchestrationContext context, string input) =>
        context.CallActivityAsync<string>(nameof(Activities.Note), input);

    /// <summary>A failure keeps its type on the way through worker, host and engine.</summary>
    [Function(nameof(CatchFlow))]
    public static async Task<string> CatchFlow([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            return await context.CallActivityAsync<string>(nameof(Activities.Fail), "on purpose");
        }
        catch (TaskFailedException e) when (e.FailureDetails.IsCausedBy<FormatException>())
        {
            return $"{e.FailureDetails.ErrorType}: {e.FailureDetails.ErrorMessage}";
        }
    }

    [Function(nameof(FailFlow))]
    public static Task<string> FailFlow([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<string>(nameof(Activities.Fail), "uncaught");

    [Function(nameof(CallDisabledFlow))]
    public static Task<string> CallDisabledFlow([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<string>(nameof(Activities.Disabled), "x");

    [Function(nameof(EternalFlow))]
    public static async Task<string> EternalFlow([OrchestrationTrigger] TaskOrchestrationContext context, string input)
    {
        await context.CallActivityAsync<string>(nameof(Activities.Note), $"generation {input}");
        if (input.Length < 3)
            context.ContinueAsNew(input + "i");
        return input;
    }

    [Function(nameof(EntityFlow))]
    public static async Task<int> EntityFlow([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var counter = new EntityInstanceId(nameof(Counter), context.InstanceId);
        await context.Entities.SignalEntityAsync(counter, "add", 2);
        await context.Entities.CallEntityAsync(counter, "Add", 3);
        return await context.Entities.CallEntityAsync<int>(counter, "get");
    }

    /// <summary>An activity that waits to be let go, tried again when it is lost.</summary>
    [Function(nameof(HeldFlow))]
    public static Task<string> HeldFlow([OrchestrationTrigger] TaskOrchestrationContext context, string topic) =>
        context.CallActivityAsync<string>(nameof(Activities.Hold), topic, Thrice);

    /// <summary>Holds the worker inside an episode of the orchestrator itself, once.</summary>
    [Function(nameof(HeldEpisodeFlow))]
    public static Task<string> HeldEpisodeFlow([OrchestrationTrigger] TaskOrchestrationContext context, FunctionContext function, string topic)
    {
        ((Journal?)function.InstanceServices.GetService(typeof(Journal)))?.HoldOnce(topic);
        return context.CallActivityAsync<string>(nameof(Activities.Note), topic);
    }

    [Function(nameof(Counter))]
    public static Task Counter([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<CounterEntity>();

    /// <summary>Adds up.</summary>
    public sealed class CounterEntity : TaskEntity<int>
    {
        public void Add(int amount) => State += amount;

        public int Get() => State;
    }
}
