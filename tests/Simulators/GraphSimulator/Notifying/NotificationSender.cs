using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Journaling;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Notifying;

/// <summary>Posts requests with notifications, and again where nobody took them.</summary>
internal sealed class NotificationSender(SimWorld world, Action<IReadOnlyList<Notification>> giveUp) : IDisposable
{
    private readonly CancellationTokenSource ended = new();
    private readonly Dictionary<string, Task> tails = new(StringComparer.Ordinal);
    private readonly List<TaskCompletionSource> waiting = [];
    private int open;

    /// <summary>Starts to send one request. The world's gate is held.</summary>
    public void Send(string url, IReadOnlyList<Notification> batch)
    {
        open++;
        var before = world.Delivery.InOrder ? tails.GetValueOrDefault(url, Task.CompletedTask) : Task.CompletedTask;
        var value = new JsonArray([.. batch.Select(n => n.Body.DeepClone())]);
        tails[url] = Task.Run(() => FirstAsync(before, url, batch, value), ended.Token);
    }

    /// <summary>Ends when nothing is open; false where that takes too long.</summary>
    public async Task<bool> IdleAsync(TimeSpan limit, CancellationToken cancel)
    {
        TaskCompletionSource idle;
        lock (world.Gate)
        {
            if (open == 0) return true;
            idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add(idle);
        }

        try
        {
            await idle.Task.WaitAsync(limit, cancel);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        ended.Cancel();
        ended.Dispose();
    }

    private async Task FirstAsync(Task before, string url, IReadOnlyList<Notification> batch, JsonArray value)
    {
        await before;
        var delivery = world.Delivery;
        if (delivery.DelayMs > 0) await Task.Delay(delivery.DelayMs, ended.Token);
        if (await TryAsync(url, batch, value, attempt: 1)) Close();
        else _ = Task.Run(() => AgainAsync(url, batch, value), ended.Token);
    }

    private async Task AgainAsync(string url, IReadOnlyList<Notification> batch, JsonArray value)
    {
        var pause = TimeSpan.FromMilliseconds(world.Delivery.FirstRetryMs);
        for (var attempt = 2; attempt <= world.Delivery.Attempts; attempt++)
        {
            await Task.Delay(pause, ended.Token);
            if (await TryAsync(url, batch, value, attempt))
            {
                Close();
                return;
            }

            pause *= 2;
        }

        lock (world.Gate) giveUp(batch);
        Close();
    }

    /// <summary>True where the address said that it has them.</summary>
    private async Task<bool> TryAsync(string url, IReadOnlyList<Notification> batch, JsonArray value, int attempt)
    {
        var started = Stopwatch.GetTimestamp();
        var sentAt = world.Clock.WallNow;
        int? status = null;
        var outcome = "refused";
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
            limit.CancelAfter(world.Delivery.TimeoutMs);
            using var content = JsonContent.Create(new JsonObject { ["value"] = value.DeepClone() }, options: SimJson.Own.Options);
            using var answer = await NotificationClient.Instance.PostAsync(new Uri(url), content, limit.Token);
            status = (int)answer.StatusCode;
            if (answer.IsSuccessStatusCode) outcome = "delivered";
        }
        catch (OperationCanceledException) when (!ended.IsCancellationRequested)
        {
            outcome = "timedOut";
        }
        catch (HttpRequestException)
        {
            outcome = "unreachable";
        }

        lock (world.Gate)
        {
            foreach (var notification in batch)
            {
                notification.Attempts++;
                notification.Status = status;
                if (outcome == "delivered") notification.State = NotificationState.Delivered;
            }
        }

        Note(outcome, url, batch, new JournalEntry { Name = outcome, Status = status, Milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds }, attempt, sentAt);
        return outcome == "delivered";
    }

    private void Note(string outcome, string url, IReadOnlyList<Notification> batch, JournalEntry entry, int attempt, DateTimeOffset sentAt) => world.Note(entry with
    {
        Kind = JournalKind.Notification,
        Name = outcome,
        Target = url,
        Detail = new JsonObject
        {
            ["attempt"] = attempt,
            ["sentAt"] = sentAt,
            ["numbers"] = new JsonArray([.. batch.Select(n => (JsonNode)n.Number)]),
            ["events"] = new JsonArray([.. batch.Select(n => (JsonNode)n.Event)]),
            ["subjects"] = new JsonArray([.. batch.Select(n => (JsonNode?)n.Subject)]),
            ["subscriptions"] = batch.Select(n => n.SubscriptionId).Distinct(StringComparer.Ordinal).Count(),
        },
    });

    private void Close()
    {
        lock (world.Gate)
        {
            open--;
            if (open > 0) return;
            foreach (var idle in waiting) idle.TrySetResult();
            waiting.Clear();
        }
    }
}
