using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Seatkeeper.Benchmarks.Simulating;

/// <summary>One run of an orchestrator on virtual time. It never replays: what replays is proven elsewhere, and takes no time.</summary>
internal sealed class VirtualOrchestration(VirtualEngine engine, string instanceId, int seed) : TaskOrchestrationContext
{
    // The random values only have to be the same in every run.
    private readonly Random random = new(seed);

    /// <summary>The input of the next run, where there is to be one.</summary>
    public object? Next { get; private set; }

    public override TaskName Name => default;

    public override string InstanceId => instanceId;

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => engine.Time.GetUtcNow().UtcDateTime;

    public override bool IsReplaying => false;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public override T GetInput<T>() => throw new NotSupportedException();

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null) =>
        (TResult)(await engine.CallAsync(name.Name, input))!;

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) =>
        fireAt <= CurrentUtcDateTime ? Task.CompletedTask : Task.Delay(fireAt - CurrentUtcDateTime, engine.Time, cancellationToken);

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) =>
        new TaskCompletionSource<T>().Task.WaitAsync(cancellationToken);

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        // Nobody waits for one.
    }

    public override void SetCustomStatus(object? customStatus) => throw new NotSupportedException();

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        throw new NotSupportedException();

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => Next = newInput;

    public override Guid NewGuid()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
