using Microsoft.Extensions.Logging;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Graph;

/// <summary>
/// Checkpoints of change tracking, held against the tenant that is connected now. What this one does not list says nothing of people and
/// groups of another: after a change of <c>Graph__TenantId</c>, meant or not, reading begins anew, nothing is concluded, and it is told.
/// </summary>
public sealed partial class TenantCheckpoints(GraphConnection graph, DirectoryStateTable state, ActivityTable activity, TimeProvider clock, ILogger<TenantCheckpoints> logger)
{
    private const string What = "directoryTenantChanged";

    /// <summary>The checkpoint of a subject in the connected tenant; empty where nothing was read of it yet.</summary>
    public async Task<DirectoryCheckpoint> ReadAsync(string subject, CancellationToken cancel)
    {
        var kept = await state.ReadAsync(subject, cancel);
        if (kept.TenantId is not { } before || before == graph.TenantId)
            return kept with { TenantId = graph.TenantId };

        LogOther(subject, before, graph.TenantId);
        var after = $"{graph.TenantId}. People and groups of the tenant before stay as they were known last: nobody leaves, and nobody loses a seat, because this one does not have them.";
        await activity.AppendAsync(null, ActivityEntry.Of(StartDailyCheck.Seatkeeper, clock.GetUtcNow(), What) with { Target = subject, Before = before, After = after }, cancel);
        var anew = new DirectoryCheckpoint(subject) { TenantId = graph.TenantId, IsOfNewTenant = true, Tag = kept.Tag };
        // Somebody else may have told the same at this moment, and begun.
        return await state.TryWriteAsync(anew, cancel) ?? await state.ReadAsync(subject, cancel);
    }

    /// <summary>Stores a checkpoint.</summary>
    /// <returns>It with its new version, or null where somebody else was faster.</returns>
    public Task<DirectoryCheckpoint?> TryWriteAsync(DirectoryCheckpoint checkpoint, CancellationToken cancel) => state.TryWriteAsync(checkpoint, cancel);

    [LoggerMessage(LogLevel.Error, "The changes of {Subject} known so far are of tenant {Before}, and {After} is connected now: everything is read anew, and nothing follows from what this one does not have")]
    private partial void LogOther(string subject, string before, string after);
}
