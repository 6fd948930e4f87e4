using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.GraphWebhooks;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.GroupEvents;

/// <summary>
/// Keeps the subscriptions: one to groups and one to people, as long as hubs are mapped to groups and Graph can reach this app. They are
/// renewed when half of their time is over, and made anew where Graph does not know them any more.
/// </summary>
public sealed class SubscriptionCare(SubscriptionsTable table, GraphSubscriptionCalls graph, FollowedGroups followed, KnownSubscriptions known, SubscriptionTimes times)
{
    /// <summary>Changes of groups and of who is in them.</summary>
    public const string Groups = "groups";

    /// <summary>Changes of people.</summary>
    public const string Users = "users";

    private static readonly string[] both = [Groups, Users];
    private static readonly TimeSpan making = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan betweenFirst = TimeSpan.FromMinutes(5);

    private DateTimeOffset nextFirst;

    /// <summary>Makes the first ones soon after a hub is mapped to a group; where that fails, not again for some minutes.</summary>
    public async Task EnsureFirstAsync(CancellationToken cancel)
    {
        var now = times.Clock.GetUtcNow();
        if (!times.HasNotifications || now < nextFirst)
            return;
        // A row without an id is being made by somebody at this moment, or Graph made nothing of it.
        var rows = (await table.ListAsync(cancel)).Where(row => row.Id is not null || row.CreatedAt + betweenFirst > now).Select(row => row.Resource).ToList();
        if (Array.TrueForAll(both, rows.Contains) || (await followed.ListAsync(cancel)).Count == 0)
            return;
        nextFirst = now + betweenFirst;
        await EnsureAsync(cancel);
    }

    /// <summary>Makes what is missing, renews what is half over, and ends what nobody wants: each by itself, so that none waits for another's trouble.</summary>
    /// <exception cref="AppFailureException">The first trouble, once all was tried; or that Graph wants to be left alone, and then nothing else was.</exception>
    public async Task EnsureAsync(CancellationToken cancel)
    {
        var wanted = times.HasNotifications && (await followed.ListAsync(cancel)).Count > 0 ? both : [];
        AppFailureException? first = null;
        foreach (var left in (await table.ListAsync(cancel)).Where(row => !wanted.Contains(row.Resource, StringComparer.Ordinal) || row.Webhook != times.Webhook || IsAbandoned(row)))
            first = await TroubleOfAsync(() => EndAsync(left, cancel)) is { } trouble ? first ?? trouble : first;
        foreach (var resource in wanted)
            first = await TroubleOfAsync(() => EnsureAsync(resource, cancel)) is { } trouble ? first ?? trouble : first;
        if (first is not null)
            throw new AppFailureException(first.Failure, first);
    }

    private static async Task<AppFailureException?> TroubleOfAsync(Func<Task> what)
    {
        try
        {
            await what();
            return null;
        }
        catch (AppFailureException e) when (e.Failure.RetryAfter is null)
        {
            return e;
        }
    }

    private async Task EnsureAsync(string resource, CancellationToken cancel)
    {
        var kept = (await table.ListAsync(cancel)).Where(row => row.Resource == resource && row.Id is not null && row.Webhook == times.Webhook).OrderByDescending(row => row.CreatedAt).ToList();
        if (kept is not [var newest, .. var older])
        {
            await MakeAsync(resource, cancel);
            return;
        }

        // The newest first: nothing depends on the others.
        if (HasEnded(newest))
            await ReplaceAsync(newest.Hash, cancel);
        else if (!(newest.ExpiresAt > times.Clock.GetUtcNow() + (times.Life / 2)))
            await RenewAsync(newest.Hash, cancel);
        foreach (var spare in older)
            await EndAsync(spare, cancel);
    }

    /// <summary>Renews one now; one that Graph does not know any more is made anew.</summary>
    public async Task RenewAsync(string hash, CancellationToken cancel)
    {
        if (await FindAsync(hash, cancel) is not { Id: { } id } row)
            return;
        if (await graph.RenewAsync(id, cancel) is { } renewed)
            await table.ToldAsync(row, id, renewed.ExpiresAt, cancel);
        else
            await ReplaceAsync(hash, cancel);
    }

    /// <summary>Makes one anew: it ended, or says nothing.</summary>
    public async Task ReplaceAsync(string hash, CancellationToken cancel)
    {
        if (await FindAsync(hash, cancel) is not { } row)
            return;
        // First the new one, so that nothing is missed in between.
        await MakeAsync(row.Resource, cancel);
        await EndAsync(row, cancel);
    }

    private async Task MakeAsync(string resource, CancellationToken cancel)
    {
        await EndForgottenAsync(cancel);
        var state = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var row = new GraphSubscription(KnownSubscriptions.HashOf(state), resource, times.Webhook, times.Clock.GetUtcNow());
        // Before it is made: Graph may notify before it tells the id.
        await table.PutAsync(row, cancel);
        known.Forget();
        var made = await graph.CreateAsync(resource, state, cancel);
        await table.ToldAsync(row, made.Id, made.ExpiresAt, cancel);
        known.Forget();
    }

    // What was made and whose id was lost in a crash would notify for days, and counts against what an app may have.
    private async Task EndForgottenAsync(CancellationToken cancel)
    {
        // The rows last: whatever Graph lists had its row before it was made. One without an id may be any of those that nobody knows.
        var there = await graph.ListAsync(cancel);
        var rows = await table.ListAsync(cancel);
        if (rows.Any(row => row.Id is null && !IsAbandoned(row)))
            return;
        var ours = rows.Select(row => row.Id).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var id in there.Where(id => !ours.Contains(id)))
            await graph.DeleteAsync(id, cancel);
    }

    private async Task EndAsync(GraphSubscription row, CancellationToken cancel)
    {
        if (row.Id is { } id && times.IsConnected && !HasEnded(row))
            await graph.DeleteAsync(id, cancel);
        await table.DeleteAsync(row, cancel);
        known.Forget();
    }

    // Past its end there is nothing to renew or to end, whatever Graph would answer.
    private bool HasEnded(GraphSubscription row) => row.ExpiresAt <= times.Clock.GetUtcNow();

    private bool IsAbandoned(GraphSubscription row) => row.Id is null && row.CreatedAt + making < times.Clock.GetUtcNow();

    private async Task<GraphSubscription?> FindAsync(string hash, CancellationToken cancel) => (await table.ListAsync(cancel)).FirstOrDefault(row => row.Hash == hash);
}

/// <summary>The time, and what the settings say of subscriptions.</summary>
public sealed class SubscriptionTimes(TimeProvider clock, IOptions<GraphOptions> options)
{
    internal TimeProvider Clock { get; } = clock;

    internal TimeSpan Life => options.Value.SubscriptionLife;

    internal TimeSpan Patience => options.Value.NotificationPatience;

    internal bool IsConnected => options.Value.IsConnected;

    internal bool HasNotifications => options.Value.HasNotifications;

    internal string Webhook => HasNotifications ? options.Value.Webhook : "";
}
