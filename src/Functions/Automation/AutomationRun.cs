using Seatkeeper.Connectors;
using Seatkeeper.Domain.Probing;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Automation;

/// <summary>What one run of the connector may use: the account's credentials, session and sign-in record, and where its findings go.</summary>
internal sealed class AutomationRun(AutomationStores stores, AutomationStep step, string accountId, WorkspaceLease lease, DateTimeOffset deadline) : IAutomationRun
{
    private static readonly TimeSpan betweenReports = TimeSpan.FromSeconds(1);

    private readonly Lock reporting = new();
    private string sessionVersion = SessionBlobs.NoVersion;
    private Task reported = Task.CompletedTask;
    private DateTimeOffset lastReport = DateTimeOffset.MinValue;

    public string AccountId => accountId;

    public DateTimeOffset Deadline => deadline;

    public Task<AppCredentials> GetCredentialsAsync(CancellationToken cancel) => stores.Credentials.GetAsync(accountId, cancel);

    public Task<string?> TakeOneTimeCodeAsync(CancellationToken cancel) => stores.GivenCodes.TakeAsync(accountId, step.TaskId, cancel);

    public async Task<StoredSession?> LoadSessionAsync(CancellationToken cancel)
    {
        (var session, sessionVersion) = await stores.Sessions.LookAsync(accountId, cancel);
        return session;
    }

    public async Task<string> SaveSessionAsync(string storageState, SessionOrigin? origin, CancellationToken cancel)
    {
        // A run that lost its workspace must not put its session over the one of its successor.
        await lease.CheckAsync(cancel);
        return sessionVersion = await stores.Sessions.SaveAsync(accountId, new SessionToStore(storageState, origin), sessionVersion, cancel);
    }

    public async Task<SignInRecord> GetSignInRecordAsync(CancellationToken cancel) =>
        (await stores.Accounts.FindAsync(accountId, cancel))?.SignIn ?? new SignInRecord();

    public async Task SaveSignInRecordAsync(SignInRecord record, CancellationToken cancel)
    {
        await lease.CheckAsync(cancel);
        await stores.Accounts.SaveSignInRecordAsync(accountId, record, cancel);
    }

    public async Task<string> SaveEvidenceAsync(Evidence evidence, CancellationToken cancel) => (await stores.Evidence.SaveAsync(step.TaskId, evidence, cancel)).Id;

    public Task<IReadOnlyList<MapVerification>> FindVerificationsAsync(MapIdentity map, string workspaceId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(map);
        return stores.VerifiedMaps.FindAsync(map.Host, map.Digest, workspaceId, cancel);
    }

    /// <summary>Puts the sentence into the task's row: at most one write at a time, at most one a second, and the run never waits for it.</summary>
    public void Report(string message)
    {
        lock (reporting)
        {
            var now = stores.Clock.GetUtcNow();
            if (!reported.IsCompleted || now - lastReport < betweenReports)
                return;
            lastReport = now;
            reported = WriteAsync(message);
        }
    }

    /// <summary>Waits for the last report to be written, so that nothing writes to the row after the step has ended.</summary>
    public Task ReportedAsync() => reported;

    private async Task WriteAsync(string message)
    {
        try
        {
            await stores.Tasks.ReportAsync(step.TaskId, step.ExecutionId, message, CancellationToken.None);
        }
        catch (Exception e) when (StorageTrouble.Is(e))
        {
            // A sentence for people that got lost is no reason to stop the work.
        }
    }
}

/// <summary>Where an automation run's things are kept.</summary>
public sealed record AutomationStores(AccountCredentials Credentials, AccountsTable Accounts, SessionBlobs Sessions, EvidenceBlobs Evidence, TasksTable Tasks)
{
    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>One-time codes that people gave.</summary>
    public required GivenCodes GivenCodes { get; init; }

    /// <summary>What persons verified of page maps.</summary>
    public required VerifiedMapsTable VerifiedMaps { get; init; }
}
