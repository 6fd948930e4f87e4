using Microsoft.Extensions.Logging;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.GroupEvents;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.DirectorySync;

/// <summary>Looks whether people changed since the last time, and takes nothing over.</summary>
public sealed partial class PeopleChanges(GraphUsers graph, GraphPauses pauses, TenantCheckpoints checkpoints, SilentSubscriptions silent, ILogger<PeopleChanges> logger)
{
    /// <summary>Whether somebody changed, or everybody has to be read.</summary>
    /// <param name="unasked">No notification led here: what is found is held against the subscription, which should have told it.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="AppFailureException">Graph did not answer.</exception>
    public Task<bool> AreThereAsync(bool unasked, CancellationToken cancel) => pauses.ObeyAsync(() => LookAsync(unasked, cancel), cancel);

    private async Task<bool> LookAsync(bool unasked, CancellationToken cancel)
    {
        var checkpoint = await checkpoints.ReadAsync(DirectoryReading.Subject, cancel);
        if (checkpoint.Link is null || checkpoint.Next is not null)
            return true;
        try
        {
            var begun = silent.Now;
            var page = await graph.ReadAsync(checkpoint.Link, cancel);
            var changed = page.People.Count > 0;
            var since = unasked ? await JudgeAsync(checkpoint, changed, cancel) : checkpoint.SilentSince;
            var isQuiet = !changed && page.DeltaLink is not null;
            // Before a sync starts, which goes on from this row.
            var looked = isQuiet ? checkpoint with { Link = page.DeltaLink, QuietAt = begun } : checkpoint;
            await checkpoints.TryWriteAsync(looked with { SilentSince = since }, cancel);
            return !isQuiet;
        }
        catch (DeltaEndedException)
        {
            return true;
        }
    }

    // A subscription that cannot be made anew keeps nobody's change from being found.
    private async Task<DateTimeOffset?> JudgeAsync(DirectoryCheckpoint checkpoint, bool changed, CancellationToken cancel)
    {
        try
        {
            return await silent.JudgeAsync(checkpoint, changed, cancel);
        }
        catch (AppFailureException e) when (e.Failure.RetryAfter is null)
        {
            LogNotMadeAnew(e.Message);
            return checkpoint.SilentSince;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The subscription to people says nothing, and could not be made anew: {Reason}")]
    private partial void LogNotMadeAnew(string reason);
}
