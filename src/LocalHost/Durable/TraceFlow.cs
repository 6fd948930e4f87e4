using System.Diagnostics;

namespace LocalHost.Durable;

/// <summary>
/// Lets a trace go on from a request to the orchestration that it starts and to its activities, as on Azure: server and durable extension
/// make their spans, which lead from one to the next, only where somebody listens. They are not kept; what the worker does within them is.
/// </summary>
internal static class TraceFlow
{
    private const string Extension = "WebJobs.Extensions.DurableTask";
    private const string Engine = "DurableTask.Core";
    private const string Server = "Microsoft.AspNetCore";

    private static readonly ActivityListener listener = new()
    {
        ShouldListenTo = static source => source.Name is Extension or Engine or Server,
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        SampleUsingParentId = static (ref ActivityCreationOptions<string> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    /// <summary>Begins to listen; called again, it changes nothing.</summary>
    public static void Open() => ActivitySource.AddActivityListener(listener);
}
