using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LocalHost.SampleApp;

/// <summary>Timers that note what they were told.</summary>
public sealed class TimerFunctions(Journal journal)
{
    private static int running;

    [Function(nameof(Tick))]
    public void Tick([TimerTrigger("%TickSchedule%")] TimerInfo timer) => Note(nameof(Tick), timer);

    [Function(nameof(ByMinute))]
    public void ByMinute([TimerTrigger("%MinuteSchedule%")] TimerInfo timer) => Note(nameof(ByMinute), timer);

    [Function(nameof(AtStart))]
    public void AtStart([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) => Note(nameof(AtStart), timer);

    [Function(nameof(StartsFlow))]
    public static async Task StartsFlow([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        await client.ScheduleNewOrchestrationInstanceAsync(nameof(Flows.EchoFlow), "started by a timer", cancel);

    /// <summary>Takes a while, and notes when two of it run at once.</summary>
    [Function(nameof(Lingering))]
    public async Task Lingering([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer, CancellationToken cancel)
    {
        journal.Add(Interlocked.Increment(ref running) == 1 ? "Lingering alone" : "Lingering twice at once");
        await Task.Delay(TimeSpan.FromMilliseconds(300), cancel);
        Interlocked.Decrement(ref running);
    }

    private void Note(string name, TimerInfo timer) =>
        journal.Add($"{name} {JsonSerializer.Serialize(new { timer.IsPastDue, HasStatus = timer.ScheduleStatus is not null, Next = timer.ScheduleStatus?.Next })}");
}
