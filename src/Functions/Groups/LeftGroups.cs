using System.Globalization;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Seatkeeper.Domain.Hubs;
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
            await runs.StartAsync(due.HubId, TaskTrigger.GroupChange, StartDailyCheck.Seatkeeper, client, cancel);
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

/// <summary>Tells people that a group which cannot be read any more keeps everybody's seat in its hubs.</summary>
public sealed class UnreadNews(GroupsTable groups, HubsTable hubs, ActivityTable activity, Notices notices)
{
    private const string What = "groupsUnread";

    // Every group is read once a day. A provider that is away for a while is asked again by itself.
    private static readonly TimeSpan trouble = TimeSpan.FromHours(30);

    /// <summary>In the hub's activity, and to its Owners, once a day and only of groups that were not read for longer than a day.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="mapped">Groups as they are mapped to it; of one whose provider tells its changes nothing is read.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task TellAsync(string hubId, IReadOnlyCollection<HubAssignment> mapped, DateTimeOffset now, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(mapped);
        var known = (await groups.ListAsync(cancel)).Where(group => group.WasRead).ToDictionary(group => group.Id, StringComparer.Ordinal);
        var old =
            (from mapping in mapped
             let read = known.GetValueOrDefault(mapping.SourceId)
             where mapping.Ends is null && read?.Origin != GroupOrigin.Scim && (read?.ReadAt ?? mapping.Since) < now - trouble
             select read?.Name ?? mapping.SourceId).Order(StringComparer.Ordinal).ToList();
        if (old.Count == 0 || await hubs.GetAsync(hubId, cancel) is not { } hub)
            return;
        var reason = $"Nobody who left a group loses a seat, and nobody who came into these gets one, because they could not be read for more than a day: {string.Join(", ", old)}.";

        // Of the day: told again on the same day, it is there already.
        var (who, day) = (StartDailyCheck.Seatkeeper, new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero));
        var key = string.Create(CultureInfo.InvariantCulture, $"{What}-{hubId}-{day:yyyy-MM-dd}");
        await activity.AppendAsync(hubId, new ActivityEntry(key, day, who.Id, who.Name, What, hubId, After: reason), cancel);
        await notices.OwnersToldAsync(hub, key, What, who.Name, reason, cancel);
    }
}
