using System.Collections.Concurrent;
using System.Globalization;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Tests.Rig;

/// <summary>A run whose account, session and records are kept in memory.</summary>
internal sealed class FakeRun(string username) : IAutomationRun
{
    private int sessions;

    public string AccountId { get; } = Guid.NewGuid().ToString("N");

    /// <summary>False where the username is as secret as the password, and read with it.</summary>
    public bool TellsUsername { get; set; } = true;

    public string? Username => TellsUsername ? Credentials.Username : null;

    public DateTimeOffset Deadline { get; set; } = TimeProvider.System.GetUtcNow().AddMinutes(5);

    /// <summary>The code that a person gave, for one sign-in.</summary>
    public string? OneTimeCode { get; set; }

    public Task<string?> TakeOneTimeCodeAsync(CancellationToken cancel)
    {
        var code = OneTimeCode;
        OneTimeCode = null;
        return Task.FromResult(code);
    }

    public AppCredentials Credentials { get; set; } = new(username, World.Password, TotpSecret: null, "v1");

    public StoredSession? Session { get; set; }

    public SignInRecord Record { get; set; } = new();

    public ConcurrentQueue<SignInRecord> Records { get; } = new();

    public ConcurrentQueue<Evidence> Evidence { get; } = new();

    public ConcurrentQueue<string> Reports { get; } = new();

    /// <summary>True where the place that evidence is kept in is away.</summary>
    public bool LosesEvidence { get; set; }

    /// <summary>False for a person's own account: each visit signs in anew.</summary>
    public bool KeepsSessions { get; set; } = true;

    /// <summary>True where somebody stored a session since the run loaded its own.</summary>
    public bool IsReplaced { get; set; }

    public int CredentialReads { get; private set; }

    /// <summary>What happens while the credentials are read, by how often they were.</summary>
    public Func<int, Task> DuringCredentialRead { get; set; } = _ => Task.CompletedTask;

    public async Task<AppCredentials> GetCredentialsAsync(CancellationToken cancel)
    {
        CredentialReads++;
        await DuringCredentialRead(CredentialReads);
        return Credentials;
    }

    public Task<StoredSession?> LoadSessionAsync(CancellationToken cancel) => Task.FromResult(Session);

    public Task<string> SaveSessionAsync(string storageState, SessionOrigin? origin, CancellationToken cancel)
    {
        if (IsReplaced)
            throw new AppFailureException(new Failure(FailureKind.ConcurrentChange, FailurePhase.Login));
        var saved = new StoredSession(Interlocked.Increment(ref sessions).ToString(CultureInfo.InvariantCulture), storageState, origin);
        if (KeepsSessions)
            Session = saved;
        return Task.FromResult(saved.Version);
    }

    public Task<SignInRecord> GetSignInRecordAsync(CancellationToken cancel) => Task.FromResult(Record);

    public Task SaveSignInRecordAsync(SignInRecord record, CancellationToken cancel)
    {
        Record = record;
        Records.Enqueue(record);
        return Task.CompletedTask;
    }

    public Task<string> SaveEvidenceAsync(Evidence evidence, CancellationToken cancel)
    {
        if (LosesEvidence)
            throw new IOException("the place for evidence is away");
        Evidence.Enqueue(evidence);
        return Task.FromResult($"evidence-{Evidence.Count}");
    }

    public void Report(string message) => Reports.Enqueue(message);
}
