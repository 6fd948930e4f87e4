using System.Security.Cryptography;
using System.Text;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.GraphWebhooks;

/// <summary>Whom a notification comes from, and what is wrong with it otherwise.</summary>
/// <param name="Subscription">The subscription; null where there is none such.</param>
/// <param name="Fault">Why it is refused; null where it is not.</param>
internal sealed record Recognized(GraphSubscription? Subscription, string? Fault);

/// <summary>
/// Recognizes notifications by subscription and client state. The rows are few and kept in memory for moments, so that a storm of
/// notifications reads no table; one that nobody knows makes them be read anew, at most once a second.
/// </summary>
public sealed class KnownSubscriptions(SubscriptionsTable table, TimeProvider clock)
{
    /// <summary>The subscription is not known.</summary>
    internal const string Unknown = "unknownSubscription";

    /// <summary>The client state is another one.</summary>
    internal const string WrongState = "wrongClientState";

    private static readonly TimeSpan fresh = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan soonest = TimeSpan.FromSeconds(1);

    private Snapshot snapshot = new([], null);

    /// <summary>The hash by which a client state is kept and compared.</summary>
    public static string HashOf(string clientState) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(clientState)));

    /// <summary>Recognizes one notification.</summary>
    internal async Task<Recognized> FindAsync(SentNotification sent, CancellationToken cancel)
    {
        if (Age > fresh)
            await LoadAsync(cancel);
        var found = Find(sent);
        if (found.Fault is null || Age <= soonest)
            return found;
        await LoadAsync(cancel);
        return Find(sent);
    }

    /// <summary>Makes the next one read the rows anew.</summary>
    public void Forget() => snapshot = new Snapshot([], null);

    // By the clock that nobody sets: after a step back of the other one, rows would seem new for as long as that took.
    private TimeSpan Age => snapshot.At is { } at ? clock.GetElapsedTime(at) : TimeSpan.MaxValue;

    private async Task LoadAsync(CancellationToken cancel)
    {
        var at = clock.GetTimestamp();
        snapshot = new Snapshot(await table.ListAsync(cancel), at);
    }

    private Recognized Find(SentNotification sent)
    {
        var hash = Encoding.ASCII.GetBytes(HashOf(sent.ClientState));
        var rows = snapshot.Rows;
        if (rows.FirstOrDefault(row => row.Id is { } id && id.Equals(sent.SubscriptionId, StringComparison.OrdinalIgnoreCase)) is { } named)
            return IsSame(named, hash) ? new Recognized(named, null) : new Recognized(null, WrongState);
        // Graph may notify of a subscription before it tells its id; then the client state alone says whose it is.
        var unnamed = rows.FirstOrDefault(row => row.Id is null && IsSame(row, hash));
        return unnamed is null ? new Recognized(null, Unknown) : new Recognized(unnamed, null);
    }

    private static bool IsSame(GraphSubscription row, byte[] hash) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(row.Hash), hash);

    private sealed record Snapshot(IReadOnlyList<GraphSubscription> Rows, long? At);
}
