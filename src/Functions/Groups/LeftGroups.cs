using System.Globalization;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Notifying;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Notifications;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Groups;

/// <summary>
/// Ends the grace of people who are missed in groups: once a hub's time has come, all its groups are read again, and its run decides.
/// Nothing is held meanwhile: the time is in the hub's row.
/// </summary>
public sealed partial class LeftGroups(ProvisionRuns runs, HubsTable hubs, SecondReads reads, ILogger<LeftGroups> logger)
{
    /// <summary>Looks at every hub whose time has come. May run twice, or two at once.</summary>
    public async Task RunAsync(DateTimeOffset now, DurableTaskClient client, CancellationToken cancel)
    {
        var read = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var due in await runs.ListDueAsync(now, cancel))
        {
            try
            {
                await LookAsync(due, now, read, client, cancel);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Broad, because one hub must not keep the others waiting; the next round tries again.
                LogNotLooked(due.HubId, e);
            }
        }
    }

    private async Task LookAsync(DirtyHub due, DateTimeOffset now, Dictionary<string, bool> read, DurableTaskClient client, CancellationToken cancel)
    {
        var isThere = await hubs.GetAsync(due.HubId, cancel) is { State: not (HubState.Removing or HubState.Removed) };
        if (!await runs.PostponeAsync(due, isThere ? now + runs.ReadAgain : null, cancel) || !isThere)
            return;

        // All of them: whoever is missed in one may be in another by now.
        if (await reads.ReadAsync(due.HubId, now, read, client, cancel))
            await runs.MarkAsync(due.HubId, TaskTrigger.GroupChange, StartDailyCheck.Seatkeeper, client, cancel);
    }

    [LoggerMessage(LogLevel.Error, "The groups of hub {HubId} could not be looked at again; the next round tries again")]
    private partial void LogNotLooked(string hubId, Exception e);
}

/// <summary>Reads all groups of a hub once more, because somebody is missed in one.</summary>
public sealed partial class SecondReads(GroupMappingsTable mappings, GroupReads reads, UnreadNews unread, ILogger<SecondReads> logger)
{
    /// <summary>Reads them.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="now">The time.</param>
    /// <param name="read">Which groups were read in this round, and whether that went well: each is read once.</param>
    /// <param name="client">Starts the runs of hubs whose groups have changed.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>Whether all of them could be read; else nobody's absence counts.</returns>
    public async Task<bool> ReadAsync(string hubId, DateTimeOffset now, IDictionary<string, bool> read, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(read);
        var missing = new List<HubAssignment>();
        foreach (var mapping in (await mappings.ListAsync(hubId, cancel)).Where(mapping => mapping.Ends is null))
        {
            if (!read.TryGetValue(mapping.SourceId, out var isRead))
                read[mapping.SourceId] = isRead = await ReadAsync(mapping.SourceId, now, client, cancel);
            if (!isRead)
                missing.Add(mapping);
        }

        if (missing.Count == 0)
            return true;
        LogUnread(hubId);
        await unread.TellAsync(hubId, missing, now, cancel);
        return false;
    }

    private async Task<bool> ReadAsync(string groupId, DateTimeOffset now, DurableTaskClient client, CancellationToken cancel)
    {
        try
        {
            return await reads.RefreshAsync(groupId, new GroupCause("second read", null, now), client, cancel) is not null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Broad, because a provider that does not answer says nothing about its people; the others are read nevertheless.
            LogNotRead(groupId, e);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Group {GroupId} could not be read")]
    private partial void LogNotRead(string groupId, Exception e);

    [LoggerMessage(LogLevel.Warning, "Nobody loses a seat of hub {HubId} for having left a group until all its groups could be read")]
    private partial void LogUnread(string hubId);
}

/// <summary>Tells people once a day of groups that nobody hears of any more: who left one keeps the seat, and who came into one gets none.</summary>
public sealed class UnreadNews(GroupsTable groups, ScimConnectionsTable connections, HubsTable hubs, ActivityTable activity, Notices notices)
{
    // Every group is read once a day. A provider that is away for a while is asked again by itself.
    private static readonly TimeSpan trouble = TimeSpan.FromHours(30);

    // Time enough for an administrator to put another token into the provider.
    private static readonly TimeSpan warning = TimeSpan.FromDays(14);

    /// <summary>In the hub's activity, and to its Owners: groups that were not read for longer than a day, and those of SCIM whose connection ended, or is about to.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="mapped">Groups as they are mapped to it.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task TellAsync(string hubId, IReadOnlyCollection<HubAssignment> mapped, DateTimeOffset now, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(mapped);
        var known = (await groups.ListAsync(cancel)).Where(group => group.WasRead).ToDictionary(group => group.Id, StringComparer.Ordinal);
        var given = mapped.Where(mapping => mapping.Ends is null).Select(mapping => (Mapping: mapping, Group: known.GetValueOrDefault(mapping.SourceId))).ToList();
        var told = given.Where(one => one.Group is { Origin: GroupOrigin.Scim, IsGone: false }).Select(one => one.Group).OfType<GroupSummary>().ToList();
        var old = given.Where(one => one.Group?.Origin != GroupOrigin.Scim && (one.Group?.ReadAt ?? one.Mapping.Since) < now - trouble).Select(one => one.Group?.Name ?? one.Mapping.SourceId).ToList();
        if (old.Count > 0)
            await TellAsync(hubId, OwnersWord.GroupsUnread, $"Nobody who left a group loses a seat, and nobody who came into these gets one, because they could not be read for more than a day: {Names(old)}.", now, cancel);
        if (told.Count > 0)
            await TellOfConnectionsAsync(hubId, told, now, cancel);
    }

    private async Task TellOfConnectionsAsync(string hubId, IReadOnlyList<GroupSummary> told, DateTimeOffset now, CancellationToken cancel)
    {
        var live = (await connections.ListAsync(cancel)).Where(connection => connection.IsLive(now)).ToLookup(connection => connection.SourceId, StringComparer.Ordinal);
        var ending = told.Where(group => live[group.ConnectionId ?? ""].All(connection => connection.ExpiresAt <= now + warning)).ToList();
        if (ending.Count == 0)
            return;
        var (ended, last) = (ending.All(group => !live[group.ConnectionId ?? ""].Any()), ending.SelectMany(group => live[group.ConnectionId ?? ""]).Max(connection => connection.ExpiresAt));
        var when = ended ? "has ended" : string.Create(CultureInfo.InvariantCulture, $"has ended, or ends on {last:yyyy-MM-dd}");
        await TellAsync(
            hubId, OwnersWord.ScimConnectionEnds, $"The SCIM connection of these groups {when}. Without one nobody is told who left them, or came into them, and seats stay as they are: {Names(ending.Select(group => group.Name))}. Make a connection that replaces it, and give its token to the provider.", now, cancel);
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));

    // Of the day: told again on the same day, it is there already.
    private async Task TellAsync(string hubId, OwnersWord word, string reason, DateTimeOffset now, CancellationToken cancel)
    {
        if (await hubs.GetAsync(hubId, cancel) is not { } hub)
            return;
        var (who, what, day) = (StartDailyCheck.Seatkeeper, NotificationEvents.NameOf(word), new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero));
        var key = string.Create(CultureInfo.InvariantCulture, $"{what}-{hubId}-{day:yyyy-MM-dd}");
        await activity.AppendAsync(hubId, new ActivityEntry(key, day, who.Id, who.Name, what, hubId, After: reason), cancel);
        await notices.OwnersToldAsync(hub, key, word, who.Name, reason, cancel);
    }
}
