using Microsoft.Extensions.Options;
using Microsoft.Graph.Models;

namespace Seatkeeper.Functions.Graph;

/// <summary>A subscription as Graph made it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record MadeSubscription(string Id, DateTimeOffset ExpiresAt);

/// <summary>Makes, renews and ends subscriptions.</summary>
public sealed class GraphSubscriptionCalls(GraphConnection graph, IOptions<GraphOptions> options, TimeProvider clock)
{
    private const string Changes = "updated,deleted";

    /// <summary>Makes a subscription; Graph asks the address whether it listens before it answers.</summary>
    /// <param name="resource"><c>groups</c> or <c>users</c>.</param>
    /// <param name="clientState">What every notification has to bring along.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<MadeSubscription> CreateAsync(string resource, string clientState, CancellationToken cancel)
    {
        var webhook = options.Value.Webhook;
        var wanted = new Subscription
        {
            Resource = resource,
            ChangeType = Changes,
            NotificationUrl = webhook,
            LifecycleNotificationUrl = $"{webhook}/lifecycle",
            ClientState = clientState,
            ExpirationDateTime = clock.GetUtcNow() + options.Value.SubscriptionLife,
        };
        return Made(await graph.CallAsync($"for notifications of {resource}", client => client.Subscriptions.PostAsync(wanted, cancellationToken: cancel), cancel));
    }

    /// <summary>Renews one, which also authorizes it again.</summary>
    /// <returns>Null where Graph does not know it any more.</returns>
    public async Task<MadeSubscription?> RenewAsync(string id, CancellationToken cancel)
    {
        try
        {
            var later = new Subscription { ExpirationDateTime = clock.GetUtcNow() + options.Value.SubscriptionLife };
            return Made(await graph.CallAsync("to renew notifications", client => client.Subscriptions[id].PatchAsync(later, cancellationToken: cancel), cancel));
        }
        catch (GraphNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Ends one; it is fine where there is none.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancel)
    {
        try
        {
            await graph.CallAsync("to end notifications", async client =>
            {
                await client.Subscriptions[id].DeleteAsync(cancellationToken: cancel);
                return id;
            }, cancel);
        }
        catch (GraphNotFoundException)
        {
            // It had ended by itself.
        }
    }

    /// <summary>Subscriptions of this app that lead to this address.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancel)
    {
        var (all, links) = (new List<Subscription>(), new GraphLinks("subscriptions"));
        var page = await graph.CallAsync("for notifications", client => client.Subscriptions.GetAsync(cancellationToken: cancel), cancel);
        while (true)
        {
            all.AddRange(page.Value ?? []);
            if (links.Follow(page.OdataNextLink) is not { } next)
                return [.. all.Where(one => one.NotificationUrl == options.Value.Webhook).Select(one => one.Id).OfType<string>()];
            page = await graph.CallAsync("for notifications", client => client.Subscriptions.WithUrl(graph.Own(next)).GetAsync(cancellationToken: cancel), cancel);
        }
    }

    private static MadeSubscription Made(Subscription made) => made is { Id: { Length: > 0 } id, ExpirationDateTime: { } end }
        ? new MadeSubscription(id, end)
        : throw GraphTrouble.Away("Graph made a subscription and did not tell which.");
}
