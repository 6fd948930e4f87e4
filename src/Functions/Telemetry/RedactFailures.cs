using System.Runtime.ExceptionServices;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Seatkeeper.Functions.Telemetry;

/// <summary>
/// What a function ends with goes to the Functions host, which logs it, and from an activity into its orchestration's history: it goes there
/// without what must not get out. Orchestrators pass untouched and unawaited, as an await in front of one would break it; they fail with what
/// their activities failed with.
/// </summary>
internal sealed class RedactFailures : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        IsOrchestrator(context.FunctionDefinition) ? next(context) : RunAsync(context, next);

    private static bool IsOrchestrator(FunctionDefinition function) =>
        function.InputBindings.Values.Any(binding => string.Equals(binding.Type, "orchestrationTrigger", StringComparison.OrdinalIgnoreCase));

    private static async Task RunAsync(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (RedactedException.Of(e) is var told && told != e)
        {
            ExceptionDispatchInfo.Throw(told);
        }
    }
}
