using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Telemetry;

namespace Seatkeeper.Functions.Tests.Telemetry;

public sealed class TaskMetersTests
{
    // No task of another test lasts as long: listeners hear the whole process.
    private const double Lasted = 7_193_442;

    [Fact]
    public void An_ended_task_is_counted_by_type_status_and_failure_and_names_nobody()
    {
        var heard = new ConcurrentBag<(string Name, double Value, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == TaskMeters.Name)
                    own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => heard.Add((instrument.Name, value, Text(tags))));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => heard.Add((instrument.Name, value, Text(tags))));
        listener.Start();
        var made = DateTimeOffset.UnixEpoch;

        TaskMeters.Ended(new AutomatedTask
        {
            Id = "hub-1-check-1",
            HubId = "hub-1",
            ActorId = "olga",
            ActorName = "Olga",
            Type = AutomatedTaskType.Probe,
            Trigger = TaskTrigger.Api,
            Orchestrator = "",
            RetryOf = null,
            Status = AutomatedTaskStatus.Failed,
            Failure = new Failure(FailureKind.ClockSkew, Detail: "olga@corp.test"),
            CreatedAt = made,
            UpdatedAt = made.AddSeconds(Lasted),
        });

        Assert.Contains(("seatkeeper.task.duration", Lasted, "type=Probe, status=Failed"), heard);
        Assert.Contains(("seatkeeper.tasks.ended", 1, "type=Probe, status=Failed, failure=ClockSkew"), heard);
        Assert.DoesNotContain(heard, told => told.Tags.Contains("olga", StringComparison.OrdinalIgnoreCase) || told.Tags.Contains("hub-1", StringComparison.Ordinal));
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(", ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
}
