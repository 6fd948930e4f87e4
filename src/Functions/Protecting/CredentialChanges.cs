using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Accounts;

namespace Seatkeeper.Functions.Protecting;

/// <summary>What is tried next, to find out which credentials are in force.</summary>
internal enum NextSignIn
{
    /// <summary>The pending ones.</summary>
    Pending,
    /// <summary>Those that were in force.</summary>
    Current,
    /// <summary>Later: a change may still be on its way.</summary>
    Wait,
    /// <summary>Nothing: both were seen not to work.</summary>
    Nothing,
}

/// <summary>
/// How credentials come into force. Each answers the changed account, or null where the change is not possible. A secret goes only
/// once another one was seen to work, and then by way of <see cref="Account.RetiredVersion"/>, so that none is lost and none left over.
/// </summary>
internal static class CredentialChanges
{
    /// <summary>Names new credentials, before their secret is stored; one change at a time.</summary>
    public static Account? Reserve(Account account, PendingCredentials pending) =>
        account is { Pending: null, RetiredVersion: null, IsDeleting: false } ? account with { Pending = pending } : null;

    /// <summary>They are about to be sent; once.</summary>
    public static Account? Send(Account account, string version, DateTimeOffset now) =>
        !account.IsDeleting && account.Pending is { SentAt: null } pending && pending.Version == version
            ? account with { Pending = pending with { SentAt = now }, HasUntoldTotp = account.HasUntoldTotp || pending.Step == ProtectionStep.TwoFactor }
            : null;

    /// <summary>What the app said to them, or that they were not sent after all.</summary>
    public static Account? Note(Account account, string version, Func<PendingCredentials, PendingCredentials> change) =>
        account.Pending is { } pending && pending.Version == version ? account with { Pending = change(pending) } : null;

    /// <summary>They were seen to sign in: they are in force, nobody was given them yet, and the old ones are needed no more.</summary>
    public static Account? Promote(Account account, string version, DateTimeOffset now) =>
        account is { Pending: { } pending, RetiredVersion: null } && pending.Version == version
            ? account with
            {
                CredentialsVersion = version,
                HasTotpSecret = pending.HasTotpSecret,
                HasUntoldPassword = account.HasUntoldPassword || pending.Step == ProtectionStep.Password,
                RetiredVersion = account.CredentialsVersion,
                Pending = null,
                SignIn = account.SignIn with { CredentialsVersion = version, RejectedKind = null },
                VerifiedAt = now,
                UpdatedAt = now,
            }
            : null;

    /// <summary>They surely do not come into force any more, and are needed no more.</summary>
    public static Account? Drop(Account account, string version) =>
        account is { Pending: { } pending, RetiredVersion: null } && pending.Version == version ? account with { Pending = null, RetiredVersion = version } : null;

    /// <summary>
    /// What to sign in with. The new ones first, once; the old ones only after the time in which a change could still take effect, unless
    /// the app said no. Of two that nobody knows about, the one is right if the other is not.
    /// </summary>
    public static NextSignIn Next(Account account, PendingCredentials pending, TimeSpan settling, DateTimeOffset now)
    {
        var currentRejected = account.SignIn is { RejectedKind: FailureKind.InvalidCredentials } record && record.CredentialsVersion == account.CredentialsVersion;
        if (pending is { RejectedKind: null, WasTried: false, WasRefused: false })
            return NextSignIn.Pending;
        if (!currentRejected)
            return !pending.WasRefused && now < pending.SentAt + settling ? NextSignIn.Wait : NextSignIn.Current;
        return pending.RejectedKind is null ? NextSignIn.Pending : NextSignIn.Nothing;
    }
}
