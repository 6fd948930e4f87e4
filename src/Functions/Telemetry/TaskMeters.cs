using System.Diagnostics;
using System.Diagnostics.Metrics;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Telemetry;

/// <summary>
/// What is counted and measured of tasks and hubs. Names and units follow OpenTelemetry's conventions; dimensions are closed sets only, so
/// that no person, address or hub is ever among them.
/// </summary>
public static class TaskMeters
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Seatkeeper.Functions";

    private static readonly Meter meter = new(Name);

    private static readonly Counter<long> ended = meter.CreateCounter<long>("seatkeeper.tasks.ended", "{task}", "Tasks that came to an end, by type, status and kind of failure.");

    private static readonly Histogram<double> duration = meter.CreateHistogram<double>("seatkeeper.task.duration", "s", "From a task's being made to its end.");

    private static readonly Gauge<double> oldest = meter.CreateGauge<double>("seatkeeper.tasks.oldest_open.age", "s", "Age of the oldest task that has neither ended nor waits for a person, as the watchdog last saw it.");

    private static readonly Gauge<int> attention = meter.CreateGauge<int>("seatkeeper.hubs.needing_attention", "{hub}", "Hubs that need a person, as the watchdog last saw them.");

    private static readonly Counter<long> sweeps = meter.CreateCounter<long>("seatkeeper.watchdog.sweeps", "{sweep}", "Sweeps of the watchdog that came to their end.");

    /// <summary>A task came to its end.</summary>
    public static void Ended(AutomatedTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var tags = new TagList { { "type", task.Type.ToString() }, { "status", task.Status.ToString() } };
        duration.Record(Math.Max(0, (task.UpdatedAt - task.CreatedAt).TotalSeconds), tags);
        if (task.Failure is { } failure)
            tags.Add("failure", failure.Kind.ToString());
        ended.Add(1, tags);
    }

    /// <summary>Since when the oldest task is there that has neither ended nor waits for a person; null where there is none.</summary>
    public static void OldestOpen(DateTimeOffset? since) => oldest.Record(since is { } made ? (TimeProvider.System.GetUtcNow() - made).TotalSeconds : 0);

    /// <summary>The watchdog has looked after everything.</summary>
    public static void Swept() => sweeps.Add(1);

    /// <summary>How many hubs need a person.</summary>
    public static void NeedAttention(int hubs) => attention.Record(hubs);
}
