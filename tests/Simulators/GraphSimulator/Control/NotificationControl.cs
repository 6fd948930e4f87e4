using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Notifying;
using Seatkeeper.GraphSimulator.Subscribing;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Control;

/// <summary>Holding, releasing, losing, repeating and forging notifications, and waiting for them.</summary>
internal static class NotificationControl
{
    private sealed record Chosen
    {
        /// <summary>Which, by number; without them all that wait.</summary>
        public IReadOnlyList<long>? Numbers { get; init; }

        /// <summary>No more than so many.</summary>
        public int? Most { get; init; }

        public bool Shuffled { get; init; }
        public bool Reversed { get; init; }
        public int Copies { get; init; } = 1;
    }

    private sealed record Forgery(string Url, JsonArray Value);

    private sealed record Patience(double Seconds = 30);

    public static void Map(RouteGroupBuilder control, WorldStore store)
    {
        control.MapGet("/notifications", (HttpContext http) => ControlPlane.InWorld(http, store, world => SimJson.Own.Answer(world.Outbox.All.Select(Show))));
        control.MapPost("/notifications/hold", (HttpContext http) => ControlPlane.InWorld(http, store, world => world.Delivery = world.Delivery with { Held = true }));
        control.MapPost("/notifications/flow", (HttpContext http) => ControlPlane.InWorld(http, store, world => world.Delivery = world.Delivery with { Held = false }));
        MapChoice(control, store, "/notifications/release", (world, some, chosen) => world.Outbox.Send(some, chosen.Copies));
        MapChoice(control, store, "/notifications/drop", (world, some, _) => some.ForEach(notification => world.Outbox.Lose(notification, "dropped")));
        control.MapPost("/notifications/settle", async (HttpContext http) =>
        {
            var patience = await SimJson.Own.ReadAsync<Patience>(http);
            var world = ControlPlane.World(http, store);
            var settled = await world.Outbox.SettledAsync(TimeSpan.FromSeconds(patience.Seconds), http.RequestAborted);
            lock (world.Gate) return SimJson.Own.Answer(new { settled, counts = world.Outbox.Counts() });
        });
        control.MapPost("/notifications/forge", async (HttpContext http) =>
        {
            var forgery = await SimJson.Own.ReadAsync<Forgery>(http);
            return await ForgeAsync(forgery, http.RequestAborted);
        });
        control.MapPost("/notifications/flood", async (HttpContext http) =>
        {
            var order = await SimJson.Own.ReadAsync<FloodOrder>(http);
            return SimJson.Own.Answer(await Flood.RunAsync(ControlPlane.World(http, store), order, http.RequestAborted));
        });
    }

    private static void MapChoice(RouteGroupBuilder control, WorldStore store, string path, Action<SimWorld, List<Notification>, Chosen> act) =>
        control.MapPost(path, async (HttpContext http) =>
        {
            var chosen = await SimJson.Own.ReadAsync<Chosen>(http);
            return ControlPlane.InWorld(http, store, world =>
            {
                var some = Choose(world, chosen);
                act(world, some, chosen);
                return SimJson.Own.Answer(new { count = some.Count });
            });
        });

    private static List<Notification> Choose(SimWorld world, Chosen chosen)
    {
        var some = chosen.Numbers is { } numbers
            ? [.. numbers.Select(number => world.Outbox.All.FirstOrDefault(n => n.Number == number) ?? throw new NotThereException($"There is no notification {number}."))]
            : world.Outbox.All.Where(n => n.State == NotificationState.Waiting).ToList();
        if (chosen.Shuffled) world.Random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(some));
        if (chosen.Reversed) some.Reverse();
        return chosen.Most is { } most ? some[..Math.Min(most, some.Count)] : some;
    }

    /// <summary>Posts what somebody might who is not Microsoft Graph, and tells what was answered.</summary>
    private static async Task<IResult> ForgeAsync(Forgery forgery, CancellationToken cancel)
    {
        if (!Uri.TryCreate(forgery.Url, UriKind.Absolute, out var url) || !SubscriptionRules.IsLoopback(url))
            throw new BadControlRequestException("url", "An address of the loopback is needed.");
        using var content = JsonContent.Create(new JsonObject { ["value"] = forgery.Value.DeepClone() }, options: SimJson.Own.Options);
        using var answer = await NotificationClient.Instance.PostAsync(url, content, cancel);
        return SimJson.Own.Answer(new { status = (int)answer.StatusCode, body = await answer.Content.ReadAsStringAsync(cancel) });
    }

    private static object Show(Notification notification) => new
    {
        notification.Number,
        notification.SubscriptionId,
        notification.Event,
        notification.Subject,
        notification.State,
        notification.Attempts,
        notification.Status,
    };
}
