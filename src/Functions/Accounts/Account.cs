using Azure;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Accounts;

/// <summary>What an account is for.</summary>
public enum AccountPurpose
{
    /// <summary>Seatkeeper signs in with it to manage members.</summary>
    Automation,
    /// <summary>A person's own.</summary>
    Personal,
}

/// <summary>A saved account of an app, without its secrets.</summary>
/// <param name="Id">Its id.</param>
/// <param name="App">The app's id.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Username">The address that it signs in with.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="CredentialsVersion">Which version of its credentials is in force; names their secret.</param>
/// <param name="HasTotpSecret">Whether a second factor's secret is saved.</param>
/// <param name="InUseBy">The hub that uses it for automation, or null.</param>
/// <param name="CreatedAt">When it was saved.</param>
/// <param name="UpdatedAt">When its owner last changed it.</param>
/// <param name="SignIn">What is known of earlier sign-ins.</param>
/// <param name="Tag">The version that was read.</param>
public sealed record Account(
    string Id, string App, string Label, string Username, AccountPurpose Purpose, string OwnerId, string CredentialsVersion, bool HasTotpSecret, string? InUseBy,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, SignInRecord SignIn, ETag Tag = default)
{
    /// <summary>The hub that its owner connected it to; null for every other account.</summary>
    public string? HubId { get; init; }

    /// <summary>When the credentials in force were last seen to sign in because somebody asked.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>Credentials that are being put in the place of those in force; both are kept until one was seen to work.</summary>
    public PendingCredentials? Pending { get; init; }

    /// <summary>Names a secret that nothing needs any more, until it is deleted.</summary>
    public string? RetiredVersion { get; init; }

    /// <summary>
    /// Names secrets that were in force, or were to be, when its owner saved others while nobody knew which: they are kept until the
    /// ones in force were seen to sign in.
    /// </summary>
    public IReadOnlyList<string> KeptVersions { get; init; } = [];

    /// <summary>A protection sent something, and nobody has seen yet what is in force.</summary>
    public bool IsProtectionUnfinished => Pending is { SentAt: not null } || KeptVersions.Count > 0;

    /// <summary>The password in force was made here, and its owner was not given it since by a login.</summary>
    public bool HasUntoldPassword { get; init; }

    /// <summary>
    /// The secret for codes was made here, and its owner has no backup code for it since. No login gives that secret: it gives one code, of
    /// minutes. Noted as soon as the app may take it, so that a backup code that its owner takes before a sign-in showed that counts.
    /// </summary>
    public bool HasUntoldTotp { get; init; }

    /// <summary>Why deleting its secrets would take something from its owner that they have nowhere else; null where it would not.</summary>
    public string? OnlyHere => this switch
    {
        { IsProtectionUnfinished: true } => "Its protection is unfinished: a password that may be in force is in no other place.",
        { HasUntoldPassword: true } => "Its password was made here, and its owner has not logged in with it since: it is in no other place.",
        { HasBackupCode: true } => "Its backup code waits for its owner, and is in no other place.",
        { HasUntoldTotp: true, HasTotpSecret: true } => "The secret of its one-time codes was made here, and its owner has no backup code for it: it is in no other place.",
        _ => null,
    };

    /// <summary>Names the secret with a one-time code that a person gave, until that sign-in takes it.</summary>
    public string? GivenCode { get; init; }

    /// <summary>When that was given.</summary>
    public DateTimeOffset? CodeGivenAt { get; init; }

    /// <summary>The task whose sign-in it is for.</summary>
    public string? CodeTaskId { get; init; }

    /// <summary>Until when the app asked to stay away with it, whichever instance heard that; null where it did not.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Stands for the name of a code that was kept before each had a name of its own.</summary>
    public const string OlderBackupCode = "";

    /// <summary>Names the secret with a backup code that waits to be handed out, before it is stored; null where none waits.</summary>
    public string? BackupCode { get; init; }

    /// <summary>Names secrets with backup codes that were handed out, or hold no more, until they are deleted.</summary>
    public IReadOnlyList<string> SpentBackupCodes { get; init; } = [];

    /// <summary>A backup code waits to be handed out.</summary>
    public bool HasBackupCode => BackupCode is not null;

    /// <summary>The last task that works, or worked, with it for its owner.</summary>
    public string? TaskId { get; init; }

    /// <summary>It is being deleted, or was.</summary>
    public bool IsDeleting => InUseBy == AccountsTable.Deleting;

    /// <summary>The version as its owner sees it: the automation's own notes about sign-ins do not change it.</summary>
    public ETag ShownTag => new($"{CredentialsVersion} {InUseBy}");

    /// <summary>As the API shows it.</summary>
    public AccountResponse ToResponse() =>
        new(Id, App, Label, Username, ApiJson.Name(Purpose.ToString()), HasTotpSecret, OwnerId, InUseBy, CreatedAt, UpdatedAt,
            HubId, VerifiedAt, SignIn.CredentialsVersion == CredentialsVersion ? SignIn.RejectedKind : null, IsProtectionUnfinished, HasBackupCode, TaskId);
}

/// <summary>What a protection changes, in this order.</summary>
public enum ProtectionStep
{
    /// <summary>The password.</summary>
    Password,
    /// <summary>Two-factor authentication.</summary>
    TwoFactor,
}

/// <summary>Credentials on their way into force.</summary>
/// <param name="Version">Names their secret.</param>
/// <param name="Step">What is different about them.</param>
/// <param name="HasTotpSecret">Whether a second factor's secret is among them.</param>
/// <param name="SentAt">When it was about to be sent to the app; null as long as it surely was not.</param>
/// <param name="WasRefused">The app said no.</param>
/// <param name="WasTried">A sign-in with them was begun.</param>
/// <param name="RejectedKind">Set where they were seen not to be in force; they are not tried again.</param>
public sealed record PendingCredentials(
    string Version, ProtectionStep Step, bool HasTotpSecret, DateTimeOffset? SentAt = null, bool WasRefused = false, bool WasTried = false, FailureKind? RejectedKind = null);
