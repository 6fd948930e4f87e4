using System.Collections.Concurrent;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Tests.Testing;

/// <summary>A person's own account at the app: what signs in there, and how often something else was tried. It keeps the contract of a connector.</summary>
internal sealed class ScriptedOwnAccount(string password)
{
    public const string BackupCode = "recognisable-backup-code";

    private readonly ConcurrentQueue<Failure> troubles = new();
    private int offers;

    public string Password { get; set; } = password;

    public string? TotpSecret { get; set; }

    /// <summary>Whether the app shows a backup code where two-factor authentication is turned on.</summary>
    public bool ShowsBackupCode { get; set; } = true;

    /// <summary>Wrong passwords, in the order in which they came.</summary>
    public ConcurrentQueue<string> Wrong { get; } = new();

    public ConcurrentQueue<string> SignIns { get; } = new();

    /// <summary>Called at each moment of a change, by its name; a test may end the process there.</summary>
    public Func<string, Task> At { get; set; } = _ => Task.CompletedTask;

    /// <summary>What the app says to the next change, without making it.</summary>
    public OwnChange? NextChange { get; set; }

    /// <summary>The next sign-in fails like this, before the app has judged it.</summary>
    public void FailNextSignIn(FailureKind kind) => troubles.Enqueue(new Failure(kind, FailurePhase.Login));

    public async Task<OwnSignIn> SignInAsync(IAutomationRun run, CancellationToken cancel)
    {
        var credentials = await run.GetCredentialsAsync(cancel);
        var record = await run.GetSignInRecordAsync(cancel);
        var isKnown = record.CredentialsVersion == credentials.Version;
        if (isKnown && record.RejectedKind is { } rejected && !(record.SignInAtOnce && rejected != FailureKind.InvalidCredentials)) throw Fault(rejected);
        record = (isKnown ? record : new SignInRecord(credentials.Version, LastUsedCodeStep: record.LastUsedCodeStep)) with { RejectedKind = null, SignInAtOnce = false };
        await run.SaveSignInRecordAsync(record, cancel);
        SignIns.Enqueue(credentials.Password);
        if (troubles.TryDequeue(out var trouble)) throw new AppFailureException(trouble);
        if (credentials.Password != Password)
        {
            Wrong.Enqueue(credentials.Password);
            await At("rejected");
            await run.SaveSignInRecordAsync(record with { RejectedKind = FailureKind.InvalidCredentials }, cancel);
            throw Fault(FailureKind.InvalidCredentials);
        }

        if (TotpSecret is null) return new OwnSignIn(UsedCode: false);
        if (credentials.TotpSecret is null) throw Fault(FailureKind.TotpRequired);
        return credentials.TotpSecret == TotpSecret ? new OwnSignIn(UsedCode: true) : throw Fault(FailureKind.TotpRejected);
    }

    public async Task<OwnChange> ChangePasswordAsync(IAutomationRun run, string next, Func<CancellationToken, Task> intend, CancellationToken cancel)
    {
        await SignInAsync(run, cancel);
        await intend(cancel);
        await At("before password");
        if (NextChange is { } said) return said;
        Password = next;
        await At("after password");
        return new OwnChange(OwnChangeStatus.Sent);
    }

    public async Task<OwnChange> TurnOnTwoFactorAsync(IAutomationRun run, ITwoFactorKeeper keeper, CancellationToken cancel)
    {
        await SignInAsync(run, cancel);
        if (TotpSecret is not null) return new OwnChange(OwnChangeStatus.AlreadySo);
        var secret = $"JBSWY3DPEHPK3PX{"ABCDEFGHIJKLMNOP"[Interlocked.Increment(ref offers) % 16]}";
        await keeper.KeepSecretAsync(secret, cancel);
        await keeper.IntendAsync(cancel);
        await At("before two-factor");
        if (NextChange is { } said) return said;
        TotpSecret = secret;
        await At("after two-factor");
        if (ShowsBackupCode) await keeper.KeepBackupCodeAsync(BackupCode, cancel);
        await At("after backup code");
        return new OwnChange(OwnChangeStatus.Sent);
    }

    private static AppFailureException Fault(FailureKind kind) => new(new Failure(kind, FailurePhase.Login));
}
