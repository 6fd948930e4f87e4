using Seatkeeper.Functions.GraphWebhooks;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.GroupEvents;

/// <summary>
/// Works off what notifications brought: each becomes a mark of what is to be looked at, and many of one group become one. The marks are
/// there before the notifications go, so that a crash in between only marks again.
/// </summary>
public sealed class InboxWork(GraphInboxTable inbox, SubscriptionsTable subscriptions, FollowedGroups followed, GroupMarksTable marks)
{
    private const int MostRequests = 1_000;
    private const int MostRounds = 50;
    private const string Notification = "notification";

    /// <summary>Works off everything that is there.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var rows = await inbox.ListAsync(MostRequests, cancel);
            if (rows.Count == 0)
                return;
            await MarkAsync(rows, cancel);
            await HearAsync(rows, cancel);
            await inbox.DeleteAsync(rows, cancel);
            if (rows.Count < MostRequests)
                return;
        }
    }

    private async Task MarkAsync(IReadOnlyList<InboxRow> rows, CancellationToken cancel)
    {
        var told = rows.SelectMany(row => row.Entries.Select(entry => (Entry: entry, Cause: new GroupCause(Notification, entry.Cause, row.At)))).ToList();
        var causes = told.Where(one => one.Entry.Kind == SubscriptionCare.Groups).GroupBy(one => one.Entry.Id, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last().Cause, StringComparer.Ordinal);
        var wanted = new Dictionary<string, GroupCause>(StringComparer.Ordinal);
        foreach (var (changed, concerned) in await followed.ConcernedAsync(causes.Keys, cancel))
            wanted[concerned] = causes[changed];
        foreach (var (entry, cause) in told)
        {
            if (MarkNames.Of(entry) is { } other)
                wanted[other] = cause;
        }

        await marks.MarkAsync(wanted, cancel);
    }

    private async Task HearAsync(IReadOnlyList<InboxRow> rows, CancellationToken cancel)
    {
        var heard = rows.SelectMany(row => row.Entries.Where(entry => !LifecycleEvents.IsKnown(entry.Kind)).Select(entry => (entry.Subscription, row.At)))
            .GroupBy(one => one.Subscription, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Max(one => one.At), StringComparer.Ordinal);
        foreach (var subscription in await subscriptions.ListAsync(cancel))
        {
            if (heard.TryGetValue(subscription.Hash, out var at))
                await subscriptions.HeardAsync(subscription, at, cancel);
        }
    }
}

/// <summary>What is marked besides groups, whose marks have their object ids.</summary>
internal static class MarkNames
{
    public const string People = "people";
    public const string Missed = "missed";
    private const string RenewStart = "renew-";
    private const string RemovedStart = "removed-";

    public static string? Of(InboxEntry entry) => entry.Kind switch
    {
        SubscriptionCare.Users => People,
        LifecycleEvents.Missed => Missed,
        LifecycleEvents.Reauthorize => RenewStart + entry.Subscription,
        LifecycleEvents.Removed => RemovedStart + entry.Subscription,
        _ => null,
    };

    public static string? Renew(string mark) => mark.StartsWith(RenewStart, StringComparison.Ordinal) ? mark[RenewStart.Length..] : null;

    public static string? Removed(string mark) => mark.StartsWith(RemovedStart, StringComparison.Ordinal) ? mark[RemovedStart.Length..] : null;
}
