using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Verifying;

/// <summary>
/// What one run of the connector may use of a person's own account: one version of its credentials, and what is recorded of sign-ins
/// with just these. There is no session, before or after, and no evidence.
/// </summary>
internal sealed class OwnRun(OwnStores stores, Account account, string version, WorkspaceLease lease, DateTimeOffset deadline) : IAutomationRun
{
    public string AccountId => account.Id;

    public string? Username => account.Username;

    public DateTimeOffset Deadline => deadline;

    public async Task<AppCredentials> GetCredentialsAsync(CancellationToken cancel) =>
        await stores.Credentials.FindAsync(account.Id, version, cancel) is { } found
            ? new AppCredentials(account.Username, found.Password, found.TotpSecret, version)
            : throw new AppFailureException(new Failure(FailureKind.SecretUnavailable, FailurePhase.Login, Detail: "The account's credentials are not in the secret store."));

    // What is to be found out is whether the credentials sign in, which no session tells.
    public Task<StoredSession?> LoadSessionAsync(CancellationToken cancel) => Task.FromResult<StoredSession?>(null);

    public Task<string> SaveSessionAsync(string storageState, SessionOrigin? origin, CancellationToken cancel) => Task.FromResult("");

    public async Task<SignInRecord> GetSignInRecordAsync(CancellationToken cancel)
    {
        var now = await stores.Accounts.FindAsync(account.Id, cancel);
        return now?.Pending is { } pending && pending.Version == version
            ? new SignInRecord(version, pending.RejectedKind, now.SignIn.LastUsedCodeStep)
            : now?.SignIn ?? new SignInRecord();
    }

    public async Task SaveSignInRecordAsync(SignInRecord record, CancellationToken cancel)
    {
        await lease.CheckAsync(cancel);
        if (await stores.Accounts.ChangeAsync(account.Id, now => Recorded(now, record), cancel) is null)
            throw new AppFailureException(new Failure(FailureKind.ConcurrentChange, FailurePhase.Login, Detail: "The account's credentials were changed meanwhile."));
    }

    // A second lock: the connector takes none of these accounts.
    public Task<string> SaveEvidenceAsync(Evidence evidence, CancellationToken cancel) => throw new InvalidOperationException("Of a person's own account no evidence is kept.");

    public void Report(string message)
    {
        // It takes seconds, and the task says which step it is at.
    }

    // A code counts as used whichever credentials it was used with: both may have the same secret.
    private Account? Recorded(Account now, SignInRecord record)
    {
        if (now.IsDeleting) return null;
        if (now.CredentialsVersion == version) return now with { SignIn = record with { CredentialsVersion = version } };
        if (now.Pending is not { } pending || pending.Version != version) return null;
        return now with
        {
            Pending = pending with { WasTried = true, RejectedKind = record.RejectedKind ?? pending.RejectedKind },
            SignIn = now.SignIn with { LastUsedCodeStep = record.LastUsedCodeStep },
        };
    }
}
