using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Automation;

/// <summary>
/// Calls the steps of one orchestration until they have a result: waits on durable timers, holding nothing, while something is not
/// free, and tries again what passes by itself. What needs a person is never tried twice.
/// </summary>
/// <param name="context">The orchestration.</param>
/// <param name="wait">Its waits.</param>
/// <param name="isClosing">A wish to stop comes too late for these steps: they record what was done.</param>
public sealed class PatientSteps(TaskOrchestrationContext context, DecisionWait wait, bool isClosing = false)
{
    /// <summary>The process's own settings: orchestrators take no services. How long a pause is may be asked of them at any time, how many there are only by activities.</summary>
    internal static StepRetryOptions Retries { get; private set; } = new();

    /// <summary>Sets them; once, when the process starts.</summary>
    public static void Use(StepRetryOptions options) => Retries = options;

    /// <summary>Runs one step.</summary>
    /// <returns>Its result, or the failure that stands.</returns>
    public async Task<(T? Result, Failure? Failure)> RunAsync<T>(string activity, object input) where T : class, IStepResult
    {
        var failures = 0;
        for (var pauses = 1; ; pauses++)
        {
            var result = await context.CallActivityAsync<T>(activity, input, RetryPolicies.Activity);
            if (result.Trouble is not { } trouble)
                return (result, null);
            if (trouble.Failure is { } failure && (!FailureCatalog.MayRepeat(failure) || ++failures >= trouble.Attempts))
                return (null, failure);

            if (await PauseAsync(NextTry(trouble, failures, pauses)) is { } cancelled)
                return (null, cancelled);
            if (pauses >= trouble.MostPauses)
                return (null, new Failure(FailureKind.DeadlineExceeded, Detail: "The workspace, or a browser, was never free."));
        }
    }

    /// <summary>What a task ends with that a person, or a newer task, stopped.</summary>
    public static Failure CancelledBy(TaskDecision decision) => new(FailureKind.Cancelled, Detail: $"Stopped by {decision.ByName ?? "nobody known"}.");

    private async Task<Failure?> PauseAsync(DateTimeOffset until)
    {
        if (isClosing)
        {
            await context.CreateTimer(until.UtcDateTime, CancellationToken.None);
            return null;
        }

        var decision = await wait.PauseAsync(until);
        return decision.Kind == DecisionKind.Cancelled ? CancelledBy(decision) : null;
    }

    private DateTimeOffset NextTry(StepTrouble trouble, int failures, int pauses)
    {
        var now = new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero);
        var pause = trouble.Failure is { } failure
            ? Longer(failure.RetryAfter, Retries.PauseAfter(failures))
            : Longer(trouble.NotBefore - now, Retries.ShortestWait * Math.Min(pauses, 10));

        // Up to a quarter more, so that many hubs do not come back at the same moment. It has to be the same in every replay.
        var jitter = context.NewGuid().ToByteArray()[0] / (4.0 * byte.MaxValue);
        return now + pause * (1 + jitter);
    }

    private static TimeSpan Longer(TimeSpan? asked, TimeSpan least) => asked > least ? asked.Value : least;
}

/// <summary>How often a step is tried that fails by trouble that passes, and how long the pauses are. Section <c>StepRetries</c>.</summary>
public sealed class StepRetryOptions
{
    /// <summary>Tries, the first one counted.</summary>
    public int Attempts { get; set; } = 4;

    /// <summary>The pause after the first failure.</summary>
    public TimeSpan First { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What each pause is multiplied by.</summary>
    public double Backoff { get; set; } = 3;

    /// <summary>The shortest wait for something that is not free; it grows to ten times that.</summary>
    public TimeSpan ShortestWait { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Pauses after which a step is given up, so that no history grows without end.</summary>
    public int MostPauses { get; set; } = 200;

    /// <summary>How long something may be away, from the first failure on, and the last try still finds it back: the pauses at their shortest.</summary>
    internal TimeSpan Outlasts => Enumerable.Range(1, Attempts - 1).Aggregate(TimeSpan.Zero, (sum, failures) => sum + PauseAfter(failures));

    internal TimeSpan PauseAfter(int failures) => First * Math.Pow(Backoff, failures - 1);
}
