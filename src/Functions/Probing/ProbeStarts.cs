using System.Globalization;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Probing;

/// <summary>Starts probes, one at a time of each hub: whoever asks while one is under way is answered with that one, where it does what they ask for.</summary>
public sealed class ProbeStarts(TaskLists lists, TaskStarter starter, CheckBlobs blobs)
{
    private const int MostLookedAt = 100;
    private const string Mark = "-probe-";

    /// <summary>The new task, or the one that is under way.</summary>
    /// <exception cref="RefusedException">Another is under way that does not do what is asked for.</exception>
    public async Task<AutomatedTask> StartAsync(HubCall call, ProbeRequest wish, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(wish);
        var (recent, _) = await lists.ListAsync(new TaskScope(All: false, [call.Hub.Id]), new TaskFilter(AutomatedTaskType.Probe), MostLookedAt, continuation: null, cancel);
        var asked = new AskedProbe(wish.OpenDialogs, wish.Verify ? wish.Word?.Trim() : null, Guid.NewGuid().ToString("N"));
        if (recent.FirstOrDefault(task => !task.IsEnded) is { } underway)
            return await JoinAsync(underway, call, asked, client, cancel);

        // By its number, so that of those who ask at the same moment one starts it.
        var reference = await blobs.WriteAsync(call.Hub.Id, "probe-wish", asked, cancel);
        for (var number = recent.Select(NumberOf).DefaultIfEmpty().Max() + 1; ; number++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{call.Hub.Id}{Mark}{number}");
            var task = await starter.StartAsync(
                new NewTask(id, AutomatedTaskType.Probe, TaskTrigger.Api, call.Hub.Id, call.Caller, nameof(ProbeHubOrchestrator), Wish: reference), client, cancel);
            if (task.Wish == reference)
                return task;
            if (!task.IsEnded)
                return await JoinAsync(task, call, asked, client, cancel);
        }
    }

    // A word is only ever recorded by the probe that it was given with.
    private async Task<AutomatedTask> JoinAsync(AutomatedTask underway, HubCall call, AskedProbe asked, DurableTaskClient client, CancellationToken cancel)
    {
        var does = underway.Wish is { } wish ? await blobs.ReadAsync<AskedProbe>(wish, cancel) : new AskedProbe(OpenDialogs: false, Word: null, "");
        var isSame = asked.Word is null || (asked.Word == does.Word && underway.ActorId == call.Caller.Id && underway.RetryOf is null);
        if (!isSame || (asked.OpenDialogs && !does.OpenDialogs))
        {
            throw new RefusedException(new Refusal(
                RefusalKind.StageNotAllowed, "Another probe of the hub is under way, and does not do what you ask for. Ask again when it has ended.", Link: $"/api/v1/tasks/{underway.Id}"));
        }

        await starter.ScheduleIfMissingAsync(underway, client, cancel);
        return underway;
    }

    private static int NumberOf(AutomatedTask task)
    {
        var from = task.Id.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        var text = from < Mark.Length ? "" : task.Id[from..].Split('-')[0];
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
