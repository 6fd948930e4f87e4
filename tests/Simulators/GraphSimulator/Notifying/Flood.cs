using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Model;
using Seatkeeper.GraphSimulator.Subscribing;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Notifying;

/// <summary>How many notifications are to be sent, and how fast.</summary>
internal sealed record FloodOrder
{
    public int PerSecond { get; init; } = 500;
    public double Seconds { get; init; } = 60;

    /// <summary>The least and the most notifications in a request.</summary>
    public int BatchFrom { get; init; } = 10;

    public int BatchTo { get; init; } = 20;
}

/// <summary>What came of a flood. Times are those of the answers, in milliseconds.</summary>
internal sealed record FloodReport(int Requests, int Notifications, int Taken, int Refused, double PerSecond, double MedianMs, double P99Ms, double LongestMs);

/// <summary>Sends notifications of all subscriptions at a rate, whatever the answers take. Nothing changed, and nothing is sent again.</summary>
internal static class Flood
{
    public static async Task<FloodReport> RunAsync(SimWorld world, FloodOrder order, CancellationToken cancel)
    {
        if (order.PerSecond <= 0 || order.Seconds <= 0) throw new BadControlRequestException("perSecond", "More than nothing.");
        if (order.BatchFrom <= 0 || order.BatchTo < order.BatchFrom) throw new BadControlRequestException("batchFrom", "From 1 up to batchTo.");
        List<(Subscription Subscription, DirectoryObject Subject)> watched;
        lock (world.Gate) watched = Watched(world);
        if (watched.Count == 0) throw new BadControlRequestException("subscriptions", "There are none.");
        var random = new Random(world.Recipe.Seed);
        var answers = new List<Task<(int Count, bool Taken, double Ms)>>();
        var started = Stopwatch.GetTimestamp();
        var due = TimeSpan.Zero;
        var next = 0;
        while (due.TotalSeconds < order.Seconds)
        {
            var pause = due - Stopwatch.GetElapsedTime(started);
            if (pause > TimeSpan.Zero) await Task.Delay(pause, cancel);
            var batch = Batch(world, watched, next, random.Next(order.BatchFrom, order.BatchTo + 1));
            next += batch.Count;
            due += TimeSpan.FromSeconds((double)batch.Count / order.PerSecond);
            answers.Add(SendAsync(watched[0].Subscription.NotificationUrl, batch, cancel));
        }

        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return Report(await Task.WhenAll(answers), took);
    }

    private static List<(Subscription Subscription, DirectoryObject Subject)> Watched(SimWorld world)
    {
        var live = world.Subscriptions.Live(world.Clock.Now);
        var url = live.Count == 0 ? "" : live[0].NotificationUrl;
        return [.. live.Where(s => s.NotificationUrl == url).Select(s => (s, Subject(world, s))).OfType<(Subscription, DirectoryObject)>()];
    }

    private static DirectoryObject? Subject(SimWorld world, Subscription subscription) => (subscription.Resource.Kind, subscription.Resource.Id) switch
    {
        ("user", { } id) => world.Tenant.FindUser(id),
        ("user", null) => world.Tenant.Users.FirstOrDefault(user => user.IsLive),
        (_, { } id) => world.Tenant.FindGroup(id),
        _ => world.Tenant.Groups.FirstOrDefault(group => group.IsLive),
    };

    private static JsonArray Batch(SimWorld world, List<(Subscription Subscription, DirectoryObject Subject)> watched, int from, int count)
    {
        var value = new JsonArray();
        lock (world.Gate)
        {
            for (var i = from; i < from + count; i++)
            {
                var (subscription, subject) = watched[i % watched.Count];
                value.Add((JsonNode)NotificationBodies.OfChange(world, subscription, new Change(i, subject, ChangeKind.Updated, world.Clock.Now)));
            }
        }

        return value;
    }

    private static async Task<(int Count, bool Taken, double Ms)> SendAsync(string url, JsonArray value, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var content = JsonContent.Create(new JsonObject { ["value"] = value }, options: SimJson.Own.Options);
            using var answer = await NotificationClient.Instance.PostAsync(new Uri(url), content, cancel);
            return (value.Count, answer.IsSuccessStatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (HttpRequestException)
        {
            return (value.Count, false, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    private static FloodReport Report(IReadOnlyCollection<(int Count, bool Taken, double Ms)> answers, double seconds)
    {
        var times = answers.Select(answer => answer.Ms).Order().ToList();
        var sent = answers.Sum(answer => answer.Count);
        double At(double share) => times[Math.Min(times.Count - 1, (int)(times.Count * share))];
        return new FloodReport(
            answers.Count, sent, answers.Where(a => a.Taken).Sum(a => a.Count), answers.Where(a => !a.Taken).Sum(a => a.Count), sent / seconds, At(0.5), At(0.99), times[^1]);
    }
}
