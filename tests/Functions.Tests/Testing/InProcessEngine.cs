using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Testing;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Histories;

namespace Seatkeeper.Functions.Tests.Testing;

/// <summary>
/// A durable engine in this process that runs the app's own orchestrators and activities, found by their attributes as the worker
/// finds them. Activities take their services from the app under test.
/// </summary>
internal sealed class InProcessEngine : IAsyncDisposable
{
    private static readonly JsonSerializerOptions json = new() { PropertyNameCaseInsensitive = true, Converters = { new JsonStringEnumConverter() } };

    // Every test has an engine of its own, and what there is to run is looked for once.
    private static readonly Lazy<MethodInfo[]> functions = new(() => [.. Found()]);

    // With a folder in it, the histories of everything that ends there are kept in it.
    private const string KeptHistories = "SEATKEEPER_KEEP_HISTORIES";

    private readonly DurableTaskTestHost host;
    private readonly Services services;

    private InProcessEngine(DurableTaskTestHost host, Services services)
    {
        this.host = host;
        this.services = services;
        Client = new KnownInstances(host.Client);
    }

    public DurableTaskClient Client { get; }

    /// <summary>Starts an engine.</summary>
    /// <param name="more">Orchestrators and activities of the test's own; those of the same name replace the app's.</param>
    public static async Task<InProcessEngine> StartAsync(Action<DurableTaskRegistry>? more = null, params Type[] replaced)
    {
        var app = new Services();
        var engine = await StartOnFreePortAsync(registry =>
        {
            foreach (var run in OfTheApp().Where(run => !replaced.Contains(run.DeclaringType)))
                Register(registry, run, app);
            more?.Invoke(registry);
        });
        return new InProcessEngine(engine, app);
    }

    /// <summary>Gives the activities the app's services. Before that, they wait for nothing and fail.</summary>
    public void Serve(IServiceProvider app) => services.Provider = app;

    /// <summary>How long a test waits for what is to come: a machine that is busy with other tests is no failure.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(4);

    /// <summary>Waits until an instance ended.</summary>
    public async Task<OrchestrationMetadata> EndOfAsync(string instanceId)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(InProcessEngine.Patience);
        return await Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true, limit.Token);
    }

    /// <summary>Waits until a task's orchestration has read what is decided of it; from then on only a wake makes it read again.</summary>
    public Task HasReadAsync(string taskId) => services.ReadOf(taskId).WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>How inputs and results are written.</summary>
    public static JsonDataConverter Converter { get; } = new(json);

    /// <summary>The names of the app's orchestrators.</summary>
    public static IEnumerable<string> Orchestrators => OfTheApp().Where(Triggered<OrchestrationTriggerAttribute>).Select(NameOf);

    /// <summary>One of the app's orchestrators.</summary>
    public static ITaskOrchestrator OrchestratorOf(string name) => new Orchestrator(OfTheApp().Single(run => NameOf(run) == name));

    public async ValueTask DisposeAsync()
    {
        if (Environment.GetEnvironmentVariable(KeptHistories) is { Length: > 0 } folder)
            await RecordedHistory.KeepAsync(host, folder);
        await host.DisposeAsync();
    }

    private static string NameOf(MethodInfo run) => run.GetCustomAttribute<FunctionAttribute>()!.Name;

    // The test host takes a number, not port 0, so between finding one that is free and taking it somebody may be faster.
    private static async Task<DurableTaskTestHost> StartOnFreePortAsync(Action<DurableTaskRegistry> register)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await DurableTaskTestHost.StartAsync(register, Options(FreePorts.Next()), TestContext.Current.CancellationToken);
            }
            catch (IOException) when (attempt < 5)
            {
                // Taken by now: another one.
            }
        }
    }

    private static DurableTaskTestHostOptions Options(int port) => new()
    {
        Port = port,
        LoggerFactory = NullLoggerFactory.Instance,
        ConfigureServices = collection => collection.Configure<DurableTaskWorkerOptions>(worker => worker.DataConverter = Converter),
    };

    private static MethodInfo[] OfTheApp() => functions.Value;

    private static IEnumerable<MethodInfo> Found() =>
        from type in typeof(Functions.Health.GetLiveness).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where method.GetCustomAttribute<FunctionAttribute>() is not null && (Triggered<OrchestrationTriggerAttribute>(method) || Triggered<ActivityTriggerAttribute>(method))
        select method;

    private static bool Triggered<T>(MethodInfo method) where T : Attribute => method.GetParameters().Any(parameter => parameter.IsDefined(typeof(T)));

    private static void Register(DurableTaskRegistry registry, MethodInfo run, Services app)
    {
        var name = NameOf(run);
        if (Triggered<OrchestrationTriggerAttribute>(run))
            registry.AddOrchestrator(name, () => new Orchestrator(run));
        else
            registry.AddActivity(name, new Activity(run, app));
    }

    private static async Task<object?> ResultOf(object? returned)
    {
        if (returned is not Task task) return returned;
        await task;
        return task.GetType().GetProperty(nameof(Task<object>.Result)) is { } result && result.PropertyType.IsVisible ? result.GetValue(task) : null;
    }

    private sealed class Services
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource> read = new();

        public IServiceProvider? Provider { get; set; }

        public Task ReadOf(string taskId) => Source(taskId).Task;

        public void Done(MethodInfo run, object? input)
        {
            if (run.DeclaringType == typeof(ReadDecisionActivity) && input is TaskReference task)
                Source(task.TaskId).TrySetResult();
        }

        private TaskCompletionSource Source(string taskId) => read.GetOrAdd(taskId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    private sealed class Orchestrator(MethodInfo run) : ITaskOrchestrator
    {
        private readonly ParameterInfo? input = run.GetParameters().Skip(1).FirstOrDefault(parameter => parameter.ParameterType != typeof(CancellationToken));

        public Type InputType => input?.ParameterType ?? typeof(JsonElement?);

        public Type OutputType => typeof(object);

        public Task<object?> RunAsync(TaskOrchestrationContext context, object? value) =>
            ResultOf(run.Invoke(null, BindingFlags.DoNotWrapExceptions, null, input is null ? [context] : [context, value], CultureInfo.InvariantCulture));
    }

    private sealed class Activity(MethodInfo run, Services services) : ITaskActivity
    {
        public Type InputType => run.GetParameters()[0].ParameterType;

        public Type OutputType => typeof(object);

        public async Task<object?> RunAsync(TaskActivityContext context, object? input)
        {
            var provider = services.Provider ?? throw new InvalidOperationException("The engine serves no app yet.");
            await using var scope = provider.CreateAsyncScope();
            var instance = run.IsStatic ? null : ActivatorUtilities.CreateInstance(scope.ServiceProvider, run.DeclaringType!);
            var arguments = run.GetParameters().Skip(1).Select(parameter => Bind(parameter, scope.ServiceProvider)).Prepend(input).ToArray();
            var result = await ResultOf(run.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, CultureInfo.InvariantCulture));
            services.Done(run, input);
            return result;
        }

        private static object Bind(ParameterInfo parameter, IServiceProvider provider) =>
            parameter.ParameterType == typeof(CancellationToken) ? CancellationToken.None : provider.GetRequiredService(parameter.ParameterType);
    }
}

/// <summary>
/// A client that drops events for instances that are not there, as Azure Storage does. The engine in memory would take one up again and
/// again without end, and keep a processor busy with it.
/// </summary>
internal sealed class KnownInstances(DurableTaskClient engine) : DurableTaskClient(engine.Name)
{
    public override async Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        if (await engine.GetInstanceAsync(instanceId, cancellation) is { IsCompleted: false })
            await engine.RaiseEventAsync(instanceId, eventName, eventPayload, cancellation);
    }

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default) =>
        engine.ScheduleNewOrchestrationInstanceAsync(orchestratorName, input, options, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        engine.WaitForInstanceStartAsync(instanceId, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        engine.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs, cancellation);

    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        engine.TerminateInstanceAsync(instanceId, options, cancellation);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => engine.SuspendInstanceAsync(instanceId, reason, cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => engine.ResumeInstanceAsync(instanceId, reason, cancellation);

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        engine.GetInstanceAsync(instanceId, getInputsAndOutputs, cancellation);

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => engine.GetAllInstancesAsync(filter);

    public override Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        engine.PurgeInstanceAsync(instanceId, options, cancellation);

    public override Task<PurgeResult> PurgeAllInstancesAsync(PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        engine.PurgeAllInstancesAsync(filter, options, cancellation);

    public override ValueTask DisposeAsync() => engine.DisposeAsync();
}
