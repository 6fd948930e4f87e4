using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Journaling;
using Seatkeeper.GraphSimulator.Subscribing;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Control;

/// <summary>What happens to subscriptions without their owner's doing.</summary>
internal static class SubscriptionControl
{
    private static readonly string[] Events = ["reauthorizationRequired", "subscriptionRemoved", "missed"];

    private sealed record Ending(string? Id = null);

    private sealed record LifecycleEvent
    {
        public required string Event { get; init; }

        /// <summary>For reauthorizationRequired: nothing is sent until the client did so.</summary>
        public bool Pauses { get; init; }
    }

    public static void Map(RouteGroupBuilder control, WorldStore store)
    {
        control.MapGet("/subscriptions", (HttpContext http) => ControlPlane.InWorld(http, store, world =>
            SimJson.Own.Answer(world.Subscriptions.Live(world.Clock.Now).Select(Show))));
        control.MapPost("/subscriptions/expire", async (HttpContext http) =>
        {
            var ending = await SimJson.Own.ReadAsync<Ending>(http);
            return ControlPlane.InWorld(http, store, world =>
            {
                var ended = world.Subscriptions.Live(world.Clock.Now).Where(s => ending.Id is null || s.Id == ending.Id).ToList();
                foreach (var subscription in ended)
                {
                    subscription.ExpiresAt = world.Clock.Now;
                    Note(world, "expired", subscription);
                }

                return SimJson.Own.Answer(new { expired = ended.Count });
            });
        });
        control.MapPost("/subscriptions/{id}/lifecycle", async (HttpContext http, string id) =>
        {
            var what = await SimJson.Own.ReadAsync<LifecycleEvent>(http);
            if (!Events.Contains(what.Event, StringComparer.Ordinal)) throw new BadControlRequestException("event", $"There is no lifecycle event '{what.Event}'.");
            return ControlPlane.InWorld(http, store, world => Tell(world, id, what));
        });
    }

    private static IResult Tell(SimWorld world, string id, LifecycleEvent what)
    {
        var subscription = world.Subscriptions.Find(id, world.Clock.Now) ?? throw new NotThereException("There is no such subscription.");
        if (what.Pauses) subscription.Paused = true;
        if (what.Event == "subscriptionRemoved")
        {
            world.Subscriptions.Remove(id);
            Note(world, "removed", subscription);
        }

        return SimJson.Own.Answer(new { told = world.Outbox.Tell(subscription, what.Event) });
    }

    private static void Note(SimWorld world, string what, Subscription subscription) => world.Note(new JournalEntry
    {
        Kind = JournalKind.Subscription,
        Name = what,
        Target = subscription.Id,
        Detail = new JsonObject { ["resource"] = subscription.Resource.Path },
    });

    private static object Show(Subscription subscription) => new
    {
        subscription.Id,
        resource = subscription.Resource.Path,
        changeType = string.Join(',', subscription.ChangeTypes),
        subscription.NotificationUrl,
        subscription.LifecycleNotificationUrl,
        subscription.ExpiresAt,
        subscription.Paused,
        hasClientState = subscription.ClientState is not null,
    };
}
