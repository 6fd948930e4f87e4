using System.Globalization;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Teams;
using Seatkeeper.Functions.Watchdog;
using Spectre.Console;

namespace Seatkeeper.Backups.Restoring;

/// <summary>
/// What is done in a restored account before any app may start there. Access goes first: where a later step fails the account looks whole,
/// and whoever has a key of the backup would be let in.
/// </summary>
internal sealed class AfterRestore(IServiceProvider app, Action<string> tell)
{
    /// <summary>Revokes access, ties the Owner, cancels what had not begun, stops runs and forgets data keys, and tells of each. The activity tells that there was a restore.</summary>
    /// <param name="manifest">What was restored.</param>
    /// <param name="owner">The workspace's Owner.</param>
    /// <param name="keepKeys">Access stays as it was.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="StepFailedException">A row or blob of the backup cannot be understood.</exception>
    public Task RunAsync(Manifest manifest, RestoredOwner owner, bool keepKeys, CancellationToken cancel) => Restore.HalfwayAsync(tell, async () =>
    {
        try
        {
            if (!keepKeys)
                await RevokeAsync(cancel);
            var now = TimeProvider.System.GetUtcNow();
            var restored = ActivityEntry.Of(StartDailyCheck.Seatkeeper, now, "restored") with { After = manifest.MadeAt.ToString("O", CultureInfo.InvariantCulture) };
            await Of<ActivityTable>().AppendAsync(null, restored, cancel);
            if (await owner.TieAsync(Of<WorkspaceUsersTable>(), Of<ActivityTable>(), now, cancel) is { } tied)
                tell($"  The Owner, {Markup.Escape(tied)}, is the person of that object id in the tenant from now on.");
            await HoldAsync(cancel);
            await new RestoredDataKeys(Of<TableServiceClient>()).ForgetAsync(cancel);
        }
        catch (InvalidDataException e)
        {
            throw new StepFailedException($"What was restored cannot be understood: {e.Message}", "It was so when the backup was made. Restore an earlier one into an empty account.");
        }
    });

    private async Task RevokeAsync(CancellationToken cancel)
    {
        foreach (var access in await new RestoredAccess(Of<ApiKeysTable>(), Of<ScimConnectionsTable>(), Of<ActivityTable>(), TimeProvider.System).RevokeAsync(cancel))
            tell($"  {Markup.Escape(access)} is revoked: make another where it is still needed.");
    }

    private async Task HoldAsync(CancellationToken cancel)
    {
        await new CutShortStarts(Of<HubsTable>(), Of<HubMends>(), Of<TeamChanges>(), Of<SourceNews>()).FinishAsync(cancel);
        foreach (var task in await new UnbegunTasks(Of<TaskLists>(), Of<AbandonedTasks>()).CancelAsync(cancel))
            tell($"  Task {Markup.Escape(task)} had not begun, and is cancelled: ask again where it is still wanted.");
        foreach (var hub in await new HeldRuns(Of<HubsTable>(), Of<DirtyHubsTable>(), Of<SourceTables>()).HoldAsync(cancel))
            tell($"  Hub {Markup.Escape(hub)} is not in step with its teams and groups, and its run is held until the next daily check, or until somebody gives it a team or group, or takes one from it.");
    }

    private T Of<T>() where T : notnull => app.GetRequiredService<T>();
}
