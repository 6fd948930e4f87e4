using System.Text.Json.Nodes;
using Seatkeeper.Dev.Servers;

namespace Seatkeeper.Benchmarks.Groups;

/// <summary>What goes wrong between Entra and the app: lost, doubled, reordered and late notifications, ended subscriptions and delta tokens, refused calls.</summary>
internal static class TenantTrouble
{
    private static readonly string[] Reads = ["GET /users/delta", "GET /groups/delta", "GET /groups/{id}/transitiveMembers*", "GET /groups/{id}", "POST /subscriptions", "POST /token", "*"];

    /// <summary>Draws one; its name, and what does it.</summary>
    public static (string Name, Func<GraphWorld, CancellationToken, Task> Act) Draw(Random random)
    {
        var (route, times, id) = (Reads[random.Next(Reads.Length)], random.Next(1, 4), $"trouble-{random.Next():x}");
        return random.Next(14) switch
        {
            0 or 1 => ("notifications held", (tenant, cancel) => tenant.HoldNotificationsAsync(cancel)),
            2 => ("notifications late", (tenant, cancel) => tenant.LetNotificationsFlowAsync(cancel)),
            3 => ("notifications reordered", (tenant, cancel) => tenant.ReleaseNotificationsAsync(new JsonObject { ["shuffled"] = true }, cancel)),
            4 => ("notifications doubled and reversed", (tenant, cancel) => tenant.ReleaseNotificationsAsync(new JsonObject { ["reversed"] = true, ["copies"] = 3 }, cancel)),
            5 => ("notifications lost", LoseAsync),
            6 => ("subscriptions expired", (tenant, cancel) => tenant.ExpireSubscriptionsAsync(id: null, cancel)),
            7 => ("a subscription removed", (tenant, cancel) => LifecycleAsync(tenant, times, "subscriptionRemoved", cancel)),
            8 => ("notifications missed", (tenant, cancel) => LifecycleAsync(tenant, times, "missed", cancel)),
            9 => ("delta tokens expired", (tenant, cancel) => tenant.ExpireDeltasAsync(new JsonObject { ["resource"] = random.Next(3) switch { 0 => "users", 1 => "groups", _ => null } }, cancel)),
            10 => ("delta late", (tenant, cancel) => tenant.HoldDeltasAsync(cancel)),
            11 => ($"429 of {route}", (tenant, cancel) => tenant.ArmAsync(id, route, Do("throttle"), times, cancel)),
            12 => ($"503 of {route}", (tenant, cancel) => tenant.ArmAsync(id, route, Do("unavailable"), times, cancel)),
            _ => ("a group's list cut short", (tenant, cancel) => tenant.ArmAsync(id, "GET /groups/{id}/transitiveMembers*", new JsonObject { ["kind"] = "mutate", ["list"] = new JsonObject { ["drop"] = 1 } }, times, cancel)),
        };
    }

    private static JsonObject Do(string kind) => new() { ["kind"] = kind, ["retryAfterSeconds"] = 1 };

    // What was held is lost, and what comes next flows.
    private static async Task LoseAsync(GraphWorld tenant, CancellationToken cancel)
    {
        await tenant.HoldNotificationsAsync(cancel);
        await tenant.DropNotificationsAsync([], cancel);
        await tenant.ConfigureAsync("delivery", new JsonObject { ["dropNext"] = 3 }, cancel);
        await tenant.LetNotificationsFlowAsync(cancel);
    }

    // Of schedules that play at once another may have removed it meanwhile.
    private static async Task LifecycleAsync(GraphWorld tenant, int draw, string what, CancellationToken cancel)
    {
        var listed = await tenant.SubscriptionsAsync(cancel);
        if (listed.Count == 0 || listed[draw % listed.Count]["id"]?.ToString() is not { } id)
            return;
        try
        {
            await tenant.TellLifecycleAsync(id, what, pauses: false, cancel);
        }
        catch (InvalidOperationException) when (!cancel.IsCancellationRequested)
        {
            if ((await tenant.SubscriptionsAsync(cancel)).Any(one => string.Equals(one["id"]?.ToString(), id, StringComparison.Ordinal)))
                throw;
        }
    }
}
