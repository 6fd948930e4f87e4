using LocalHost.Durable;
using LocalHost.Functions;
using LocalHost.Wire;
using LocalHost.Workers;
using Yarp.ReverseProxy.Forwarder;

namespace LocalHost.Web;

/// <summary>
/// Runs an HTTP function: the invocation goes over the worker protocol, the request itself to the worker's own HTTP address,
/// and the worker joins the two by the invocation id. Bodies stream both ways.
/// </summary>
internal sealed partial class HttpForwarding(
    WorkerInvoker invoker, DurableClients clients, HostKeys keys, IHttpForwarder forwarder, ILogger<HttpForwarding> log) : IDisposable
{
    // How long a function takes is functionTimeout's business, and a stream of events may be silent for long.
    private static readonly ForwarderRequestConfig Patient = new() { ActivityTimeout = TimeSpan.FromDays(1) };
    private readonly HttpMessageInvoker client = new(new WorkerHttpHandler());

    public async Task HandleAsync(HttpContext context, FunctionDescription function)
    {
        if (!keys.Allows(context.Request, function))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        try
        {
            var worker = await invoker.ReadyAsync(context.RequestAborted);
            var address = worker.HttpAddress ?? throw new InvalidOperationException("The app has no HTTP server: it must use ConfigureFunctionsWebApplication.");
            var request = Describe(context, function);
            await clients.AddAsync(request, function, context.RequestAborted);
            context.Request.Headers["x-ms-invocation-id"] = request.InvocationId;
            await ForwardAsync(context, function, worker, request, address);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (InvalidOperationException e) when (!context.Response.HasStarted)
        {
            LogFailed(log, function.Name, e.Message);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    public void Dispose() => client.Dispose();

    private static InvocationRequest Describe(HttpContext context, FunctionDescription function)
    {
        var request = function.NewInvocation();
        var http = new HttpData();
        foreach (var (name, value) in context.Request.RouteValues)
        {
            if (value?.ToString() is not { } text)
                continue;
            http.NullableParams[name] = new() { Value = text };
            // These are what binds a function's parameters by the names of the route's.
            request.TriggerMetadata[name] = new() { String = text };
        }

        request.InputData.Add(new ParameterBinding { Name = function.Trigger.Name, Data = new() { Http = http } });
        return request;
    }

    private async Task ForwardAsync(HttpContext context, FunctionDescription function, WorkerChannel worker, InvocationRequest request, Uri address)
    {
        using var abandoned = new CancellationTokenSource();
        var invocation = invoker.InvokeAsync(worker, function, request, context.RequestAborted);
        var forwarding = forwarder.SendAsync(context, address.ToString(), client, Patient, HttpTransformer.Default, abandoned.Token).AsTask();
        var failure = await FailureOfAsync(invocation);
        // A function that failed by itself still writes its answer; when worker or time ended it, none will come.
        if (failure is not null && (failure is not WorkerFunctionException || worker.IsClosed))
            await abandoned.CancelAsync();
        await forwarding;
        if (failure is null || context.RequestAborted.IsCancellationRequested)
            return;
        LogFailed(log, function.Name, failure.Message);
        Answer(context, failure);
    }

    private static async Task<Exception?> FailureOfAsync(Task invocation)
    {
        try
        {
            await invocation;
            return null;
        }
        catch (Exception e) when (e is WorkerFunctionException or WorkerProcessExitException or InvalidOperationException)
        {
            return e;
        }
    }

    private static void Answer(HttpContext context, Exception failure)
    {
        if (context.Response.HasStarted)
        {
            // A body cut short must not look like a whole one.
            if (failure is WorkerProcessExitException)
                context.Abort();
            return;
        }

        context.Response.StatusCode = failure switch
        {
            WorkerProcessExitException => StatusCodes.Status502BadGateway,
            WorkerFunctionException => StatusCodes.Status500InternalServerError,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
    }

    [LoggerMessage(LogLevel.Error, "Executed 'Functions.{Function}' (Failed): {Error}")]
    private static partial void LogFailed(ILogger logger, string function, string error);
}
