using LocalHost.Functions;
using LocalHost.Settings;
using LocalHost.Workers;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.Azure.WebJobs.Host.Indexers;

namespace LocalHost.Durable;

/// <summary>
/// Microsoft's durable extension in a WebJobs host. The engine, its storage, the endpoint that the worker's client calls
/// and the management API are the extension's own; only the functions' bodies are replaced by calls to the worker.
/// </summary>
internal sealed class DurableHost(HostedApp app, WorkerInvoker invoker, DurableClients clients, ILoggerFactory loggers) : IAsyncDisposable
{
    private IHost? host;
    private IAsyncConverter<HttpRequestMessage, HttpResponseMessage>? management;

    /// <summary>True when the app has anything that needs the extension.</summary>
    public static bool IsNeeded(FunctionDescription function) => IsDurable(function) || function.DurableClients.Any();

    /// <summary>Starts the extension, if the app has anything for it.</summary>
    /// <param name="functions">All functions of the app.</param>
    /// <param name="webhook">The address of the management API, with the key that callers need.</param>
    /// <param name="cancel">Gives up starting.</param>
    public async Task StartAsync(IReadOnlyList<FunctionDescription> functions, Uri webhook, CancellationToken cancel)
    {
        var enabled = functions.Where(function => !app.IsDisabled(function.Name)).ToList();
        if (!enabled.Exists(IsNeeded))
            return;
        var durable = enabled.Where(IsDurable).ToList();
        var bindings = functions.SelectMany(function => function.DurableClients).Select(DurableClientBinding.Of).Distinct().ToList();
        var calls = new DurableCalls(durable, invoker, clients);
        TraceFlow.Open();
        host = Build(FunctionEmitter.Emit(durable, bindings), calls, webhook);
        await StartAsync(host, cancel);
        management = host.Services.GetServices<IExtensionConfigProvider>().OfType<DurableTaskExtension>().Single();
        clients.Open(binding => DescribeAsync(binding, calls));
    }

    /// <summary>Answers a request to the management API, or null when the app has nothing durable.</summary>
    public async Task<HttpResponseMessage?> ManageAsync(HttpRequestMessage request, CancellationToken cancel) =>
        management is null ? null : await management.ConvertAsync(request, cancel);

    public async Task StopAsync(CancellationToken cancel)
    {
        if (host is not null)
            await host.StopAsync(cancel);
    }

    public ValueTask DisposeAsync()
    {
        host?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task StartAsync(IHost started, CancellationToken cancel)
    {
        try
        {
            await started.StartAsync(cancel);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or FunctionIndexingException)
        {
            throw new RefusalException($"The durable extension refuses what {Path.Combine(app.Directory, "host.json")} (extensions.durableTask) or a setting over it says: {e.Message}", e);
        }
    }

    private static bool IsDurable(FunctionDescription function) =>
        function.Trigger.Is("orchestrationTrigger") || function.Trigger.Is("activityTrigger") || function.Trigger.Is("entityTrigger");

    private IHost Build(Type emitted, DurableCalls calls, Uri webhook) => new HostBuilder()
        .ConfigureWebJobs(jobs => jobs.AddDurableTask())
        // After ConfigureWebJobs, which adds the environment. The name of a container, which some machines have there,
        // would make the extension believe in a Linux consumption plan and write its log for that.
        .ConfigureAppConfiguration(settings => settings.AddConfiguration(app.Configuration)
            .AddInMemoryCollection([KeyValuePair.Create("CONTAINER_NAME", (string?)"")]))
        .ConfigureServices(services =>
        {
            services.AddSingleton(loggers);
            services.AddSingleton(calls);
            services.AddSingleton<ITypeLocator>(new OneType(emitted));
            services.AddSingleton<IHostLifetime, NoSignals>();
#pragma warning disable CS0618 // The extension takes its webhook's address from nothing else.
            services.AddSingleton<IWebHookProvider>(new WebHook(webhook));
#pragma warning restore CS0618
        })
        .Build();

    private async Task<string> DescribeAsync(DurableClientBinding binding, DurableCalls calls)
    {
        var jobs = (JobHost?)host?.Services.GetRequiredService<IJobHost>() ?? throw new InvalidOperationException("The durable extension has not started.");
        await jobs.CallAsync(binding.FunctionName, new Dictionary<string, object>(StringComparer.Ordinal), CancellationToken.None);
        return calls.Remembered(binding.FunctionName) ?? throw new InvalidOperationException($"The durable extension gave no client for {binding}.");
    }

    private sealed class OneType(Type type) : ITypeLocator
    {
        public IReadOnlyList<Type> GetTypes() => [type];
    }

#pragma warning disable CS0618 // See above.
    private sealed class WebHook(Uri address) : IWebHookProvider
    {
        public Uri GetUrl(IExtensionConfigProvider extension) => address;
    }
#pragma warning restore CS0618
}
