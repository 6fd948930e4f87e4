using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.GroupEvents;

/// <summary>
/// Looks at what is marked: one complete read for each group, whatever marked it how often. A mark goes once its read is stored. What
/// cannot be read is tried later and later; where Graph asks for a pause nothing is asked before its end.
/// </summary>
public sealed partial class MarkWork(GroupMarksTable marks, DirectoryStateTable state, MarkedWork work, MarkTimes times, ILogger<MarkWork> logger)
{
    private static readonly TimeSpan firstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan longestPause = TimeSpan.FromMinutes(30);
    private const int MostDoublings = 10;

    /// <summary>Looks at everything that is due.</summary>
    public async Task RunAsync(DurableTaskClient client, CancellationToken cancel)
    {
        var now = times.Clock.GetUtcNow();
        if (await state.PausedUntilAsync(cancel) > now)
            return;
        var due = (await marks.ListAsync(cancel)).Where(mark => !(mark.NotBefore > now)).ToList();
        using var paused = new CancellationTokenSource();
        var limit = new ParallelOptions { MaxDegreeOfParallelism = times.ReadsAtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(due, limit, async (mark, stop) =>
        {
            if (!paused.IsCancellationRequested && !await TryAsync(mark, client, stop))
                await paused.CancelAsync();
        });
    }

    // False where Graph asked for a pause: nothing else is asked then.
    private async Task<bool> TryAsync(GroupMark mark, DurableTaskClient client, CancellationToken cancel)
    {
        try
        {
            if (await work.DoAsync(mark, client, cancel))
                await marks.DoneAsync(mark, cancel);
            else
                await marks.PostponeAsync(mark, times.Clock.GetUtcNow() + PauseAfter(mark), cancel);
            return true;
        }
        catch (AppFailureException e)
        {
            var now = times.Clock.GetUtcNow();
            LogNotRead(mark.GroupId, e.Message);
            await marks.PostponeAsync(mark, now + (e.Failure.RetryAfter ?? PauseAfter(mark)), cancel);
            if (e.Failure.RetryAfter is not { } asked)
                return true;
            await state.PauseAsync(now + asked, cancel);
            return false;
        }
        catch (RefusedException e)
        {
            LogNotRead(mark.GroupId, e.Message);
            await marks.PostponeAsync(mark, times.Clock.GetUtcNow() + longestPause, cancel);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Broad, because what one mark stumbles over must not keep the others waiting.
            LogStumbled(mark.GroupId, e);
            await marks.PostponeAsync(mark, times.Clock.GetUtcNow() + PauseAfter(mark), cancel);
            return true;
        }
    }

    private static TimeSpan PauseAfter(GroupMark mark)
    {
        var pause = firstPause * Math.Pow(2, Math.Min(mark.Failures, MostDoublings));
        return pause < longestPause ? pause : longestPause;
    }

    [LoggerMessage(LogLevel.Warning, "What is marked as {Mark} could not be looked at, and is tried again: {Reason}")]
    private partial void LogNotRead(string mark, string reason);

    [LoggerMessage(LogLevel.Error, "What is marked as {Mark} could not be looked at, and is tried again")]
    private partial void LogStumbled(string mark, Exception e);
}

/// <summary>The time, and how much is read at once.</summary>
public sealed class MarkTimes(TimeProvider clock, IOptions<GraphOptions> options)
{
    internal TimeProvider Clock { get; } = clock;

    internal int ReadsAtOnce => options.Value.ReadsAtOnce;
}

/// <summary>Does what a mark asks for.</summary>
public sealed class MarkedWork(GroupReads reads, FollowedGroups followed, SubscriptionCare care, GroupCatchUp groups, DirectorySync.DirectoryPeek people)
{
    /// <summary>Does it.</summary>
    /// <returns>False where it cannot be done yet.</returns>
    public async Task<bool> DoAsync(GroupMark mark, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(mark);
        if (Guid.TryParse(mark.GroupId, out _))
        {
            // Nobody is mapped to it any more: then nobody asks who is in it.
            if (await followed.IsMappedAsync(mark.GroupId, cancel))
                await reads.RefreshAsync(mark.GroupId, mark.Cause, client, cancel);
        }
        else if (mark.GroupId == MarkNames.People)
        {
            return await people.StartIfChangedAsync(unasked: false, client, cancel);
        }
        else if (MarkNames.Renew(mark.GroupId) is { } renewed)
        {
            await care.RenewAsync(renewed, cancel);
        }
        else
        {
            // Nothing was told since it was removed; and some of what there was to tell was missed.
            if (MarkNames.Removed(mark.GroupId) is { } removed)
                await care.ReplaceAsync(removed, cancel);
            await groups.RunAsync(cancel);
            return await people.StartIfChangedAsync(unasked: false, client, cancel);
        }

        return true;
    }
}
