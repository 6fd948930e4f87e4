using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Seatkeeper.Functions.Http;

/// <summary>
/// Puts the gate in front of HTTP functions. Everything else passes untouched and unawaited: an await of our own in front
/// of an orchestrator would break it.
/// </summary>
internal sealed class ApiMiddleware(ApiGate gate) : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        context.GetHttpContext() is { } http ? PassAsync(context, http, next) : next(context);

    private async Task PassAsync(FunctionContext context, Microsoft.AspNetCore.Http.HttpContext http, FunctionExecutionDelegate next)
    {
        var answer = await gate.PassAsync(http, context.FunctionDefinition.Name, async () =>
        {
            await next(context);
            return context.GetInvocationResult().Value;
        });
        context.GetInvocationResult().Value = answer;
    }
}
