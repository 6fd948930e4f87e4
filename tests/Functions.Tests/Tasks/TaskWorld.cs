using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Tasks;

/// <summary>The app with an engine, real tables, and one small orchestrator that does what every task does.</summary>
public sealed class TaskWorld(AzuriteServer azurite) : IAsyncLifetime
{
    /// <summary>Claims, asks for approval of the plan "digest", and ends as it was decided.</summary>
    public const string Asks = "Asks";

    /// <summary>Claims and completes, and counts how often a claim was won.</summary>
    public const string Works = "Works";

    private InProcessEngine? engine;
    private TestApp? app;
    private int claims;

    internal InProcessEngine Engine => engine ?? throw new InvalidOperationException("Not started.");

    internal TestApp App => app ?? throw new InvalidOperationException("Not started.");

    internal DurableTaskClient Client => Engine.Client;

    internal TasksTable Tasks => App.Get<TasksTable>();

    internal TaskStarter Starter => App.Get<TaskStarter>();

    internal int Claims => Volatile.Read(ref claims);

    internal static Caller Olive { get; } = new("olive", "Olive Owner", WorkspaceRole.Owner, IsPerson: true, InPerson: true);

    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        engine = await InProcessEngine.StartAsync(registry =>
        {
            registry.AddOrchestratorFunc<TaskReference>(Works, WorkAsync);
            registry.AddOrchestratorFunc<TaskReference>(Asks, AskAsync);
            registry.AddActivityFunc<string>("Count", (_, _) => { Interlocked.Increment(ref claims); });
        });
        app = await TestApp.StartAsync(azurite, services => services.AddSingleton(engine.Client));
        engine.Serve(app.Services);
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
        if (engine is not null) await engine.DisposeAsync();
    }

    internal static NewTask New(string id, string orchestrator, string? hubId = null) =>
        new(id, AutomatedTaskType.CheckForUpdates, TaskTrigger.Api, hubId, Olive, orchestrator);

    internal static string NewId(string what) => $"{what}-{Guid.NewGuid():N}";

    internal async Task<AutomatedTask> RowAsync(string id) => await Tasks.FindAsync(id, Cancel) ?? throw new InvalidOperationException($"No task {id}.");

    /// <summary>Waits until the row is as wanted; fails the test where that takes a minute.</summary>
    internal async Task<AutomatedTask> UntilAsync(string id, Func<AutomatedTask, bool> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            var row = await RowAsync(id);
            if (wanted(row)) return row;
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }

    private static async Task WorkAsync(TaskOrchestrationContext context, TaskReference task)
    {
        var execution = context.NewGuid().ToString("N");
        if (!await context.CallActivityAsync<bool>(nameof(ClaimTaskActivity), new TaskClaim(task.TaskId, execution), RetryPolicies.Activity)) return;
        await context.CallActivityAsync("Count", task.TaskId);
        await context.CallActivityAsync(nameof(CloseTaskActivity), new TaskOutcome(task.TaskId, execution, AutomatedTaskStatus.Completed), RetryPolicies.Activity);
    }

    private static async Task<DecisionKind> AskAsync(TaskOrchestrationContext context, TaskReference task)
    {
        var execution = context.NewGuid().ToString("N");
        if (!await context.CallActivityAsync<bool>(nameof(ClaimTaskActivity), new TaskClaim(task.TaskId, execution), RetryPolicies.Activity)) return DecisionKind.None;
        var deadline = new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero).AddHours(1);
        var ask = new TaskMark(task.TaskId, execution, AutomatedTaskStatus.WaitingForApproval, "Waits for approval", PlanDigest: "digest", Deadline: deadline);
        await context.CallActivityAsync<bool>(nameof(MarkTaskActivity), ask, RetryPolicies.Activity);
        var decision = await new DecisionWait(context, task).UntilAsync(deadline);
        var end = decision.Kind == DecisionKind.Approved ? AutomatedTaskStatus.Completed : AutomatedTaskStatus.Cancelled;
        await context.CallActivityAsync(nameof(CloseTaskActivity), new TaskOutcome(task.TaskId, execution, end), RetryPolicies.Activity);
        return decision.Kind;
    }
}
