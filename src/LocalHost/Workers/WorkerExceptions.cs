using LocalHost.Wire;

namespace LocalHost.Workers;

/// <summary>A failure that the worker reported. The durable extension takes the message apart by exactly this layout.</summary>
internal sealed class WorkerFunctionException : Exception
{
    public WorkerFunctionException(StatusResult result)
        : base($"Result: {(result.Status == StatusResult.Types.Status.Cancelled ? "Cancelled" : "Failure")}\nException: {result.Exception?.Message}\nStack: {result.Exception?.StackTrace}")
    {
    }

    public WorkerFunctionException(string message)
        : base($"Result: Failure\nException: {message}\nStack: ")
    {
    }
}

/// <summary>
/// The worker died under an invocation. The durable extension knows this trouble by the type's name:
/// it tries an orchestrator's episode again, and records a failure for an activity.
/// </summary>
internal sealed class WorkerProcessExitException(string message) : Exception(message);

/// <summary>There is no worker to give work to. The durable extension gives orchestrators and activities back to the queue on this message.</summary>
internal static class NoWorker
{
    public static InvalidOperationException Exception() => new("Did not find any initialized language workers");
}
