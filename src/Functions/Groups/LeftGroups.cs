using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Groups;

/// <summary>
/// Ends the grace of people who are missed in groups: once a hub's time has come, all its groups are read again, and its run decides.
/// Nothing is held meanwhile: the time is in the hub's row.
/// </summary>
public sealed partial class LeftGroups(ProvisionRuns runs, HubsTable hubs, GroupMappingsTable mappings, GroupReads reads, ILogger<LeftGroups> logger)
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
        var all = true;
        foreach (var mapping in (await mappings.ListAsync(due.HubId, cancel)).Where(mapping => mapping.Ends is null))
        {
            if (!read.TryGetValue(mapping.SourceId, out var isRead))
                read[mapping.SourceId] = isRead = await ReadAsync(mapping.SourceId, now, client, cancel);
            all &= isRead;
        }

        if (all)
            await runs.StartAsync(due.HubId, TaskTrigger.GroupChange, StartDailyCheck.Seatkeeper, client, cancel);
        else
            LogUnread(due.HubId);
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

    [LoggerMessage(LogLevel.Error, "The groups of hub {HubId} could not be looked at again; the next round tries again")]
    private partial void LogNotLooked(string hubId, Exception e);

    [LoggerMessage(LogLevel.Warning, "Group {GroupId} could not be read")]
    private partial void LogNotRead(string groupId, Exception e);

    [LoggerMessage(LogLevel.Warning, "Nobody loses a seat of hub {HubId} for having left a group until all its groups could be read")]
    private partial void LogUnread(string hubId);
}
