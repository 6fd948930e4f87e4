using Microsoft.Extensions.Options;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Automation;

/// <summary>
/// Runs work on a hub's workspace, under its lease. What is not free is never waited for here, because an activity that waits holds
/// a slot.
/// </summary>
public sealed class HubAutomation(LeasedWork leased, AppCatalog apps, AutomationStores stores, IOptions<AutomationOptions> options)
{
    private static readonly TimeSpan longestPause = TimeSpan.FromDays(1);

    /// <summary>The time.</summary>
    public DateTimeOffset Now => stores.Clock.GetUtcNow();

    /// <summary>Runs the app's connector.</summary>
    /// <returns>Its result, or why there is none.</returns>
    public Task<(T? Result, StepTrouble? Trouble)> RunAsync<T>(
        Hub hub, AutomationStep step, Func<IAppConnector, IAutomationRun, CancellationToken, Task<T>> work, CancellationToken cancel) where T : class =>
        RunAsync(hub, step, options.Value.ReadLimit, (app, run, _, stop) => work(app, run, stop), cancel);

    /// <summary>Runs the app's connector for work with effects, which has less time and looks at the lease itself.</summary>
    /// <returns>Its result, or why there is none.</returns>
    public Task<(T? Result, StepTrouble? Trouble)> ChangeAsync<T>(
        Hub hub, AutomationStep step, Func<IAppConnector, IAutomationRun, WorkspaceLease, CancellationToken, Task<T>> work, CancellationToken cancel) where T : class =>
        RunAsync(hub, step, options.Value.EffectLimit, work, cancel);

    /// <summary>Runs work under the workspace's lease.</summary>
    /// <returns>Its result, or why there is none.</returns>
    public Task<(T? Result, StepTrouble? Trouble)> WithLeaseAsync<T>(
        Hub hub, AutomationStep step, Func<WorkspaceLease, CancellationToken, Task<T>> work, CancellationToken cancel) where T : class =>
        WithLeaseAsync(hub, step, options.Value.ReadLimit, work, cancel);

    private Task<(T? Result, StepTrouble? Trouble)> RunAsync<T>(
        Hub hub, AutomationStep step, TimeSpan time, Func<IAppConnector, IAutomationRun, WorkspaceLease, CancellationToken, Task<T>> work, CancellationToken cancel) where T : class
    {
        ArgumentNullException.ThrowIfNull(hub);
        var app = apps.Find(hub.App) ?? throw new AppFailureException(new Failure(FailureKind.Unexpected, Detail: $"There is no app {hub.App}."));
        return WithLeaseAsync(hub, step, time, async (lease, stop) =>
        {
            await ThrowIfPausedAsync(hub, stop);
            var run = new AutomationRun(stores, step, hub.AutomationAccountId, lease, Now + time);
            try
            {
                return await work(app, run, lease, stop);
            }
            catch (AppFailureException e)
            {
                await PauseAsync(hub, e.Failure);
                throw;
            }
            finally
            {
                await run.ReportedAsync();
            }
        }, cancel);
    }

    private async Task<(T? Result, StepTrouble? Trouble)> WithLeaseAsync<T>(
        Hub hub, AutomationStep step, TimeSpan time, Func<WorkspaceLease, CancellationToken, Task<T>> work, CancellationToken cancel) where T : class
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(step);
        // Between two steps is a safe point, so that is where a person's wish to stop is looked for.
        if (step.StopOf(await stores.Tasks.FindAsync(step.TaskId, cancel)) is { } cancelled)
            return (null, new StepTrouble(cancelled));
        return await leased.RunAsync(new LeasedStep(KeyOf(hub), step.TaskId, time), work, cancel);
    }

    /// <summary>Keeps the account away from the app for as long as that asked for: in its row, because another instance may be next.</summary>
    public async Task PauseAsync(Hub hub, Failure? failure)
    {
        ArgumentNullException.ThrowIfNull(hub);
        if (failure is not { Kind: FailureKind.RateLimited, RetryAfter: { } wait } || wait > longestPause)
            return;
        var until = Now + wait;
        try
        {
            await stores.Accounts.ChangeAsync(hub.AutomationAccountId, now => now.NotBefore >= until ? null : now with { NotBefore = until }, CancellationToken.None);
        }
        catch (Exception e) when (StorageTrouble.Is(e))
        {
            // What came of the step matters more, and this process stays away by itself.
        }
    }

    // One that is later than any that is kept is of a clock that was wrong.
    private async Task ThrowIfPausedAsync(Hub hub, CancellationToken cancel)
    {
        var left = (await stores.Accounts.FindAsync(hub.AutomationAccountId, cancel))?.NotBefore - Now;
        if (left > TimeSpan.Zero && left <= longestPause)
            throw new AppFailureException(new Failure(FailureKind.RateLimited, FailurePhase.Navigate, Detail: "the site asked to stay away", RetryAfter: left));
    }

    // Until a workspace is known, the account that opens it stands for it.
    private static LeaseKey KeyOf(Hub hub) => new(hub.App, hub.Workspace?.Id ?? $"account:{hub.AutomationAccountId}");
}

/// <summary>Time limits of automation. Section <c>Automation</c>.</summary>
public sealed class AutomationOptions
{
    /// <summary>The longest that one step that reads may take.</summary>
    public TimeSpan ReadLimit { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>The longest that one batch of effects may take.</summary>
    public TimeSpan EffectLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a workspace stays taken after its holder died.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);
}
