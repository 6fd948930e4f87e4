using System.Text.Json;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Contracts;

/// <summary>Saves credentials of an app's account.</summary>
/// <param name="App">The app's id of the catalog.</param>
/// <param name="Label">What people call the account, 1 to 80 characters.</param>
/// <param name="Username">The address to sign in with.</param>
/// <param name="Password">The password; stored as a secret, never returned.</param>
/// <param name="TotpSecret">The base32 secret of the second factor, where there is one; never returned.</param>
/// <param name="Purpose"><c>automation</c> or <c>personal</c>.</param>
public sealed record SaveAccountRequest(string? App, string? Label, string? Username, string? Password, string? TotpSecret, string? Purpose)
{
    /// <inheritdoc />
    public override string ToString() => $"{nameof(SaveAccountRequest)} {{ Username = {Username} }}";
}

/// <summary>Changes an account's credentials.</summary>
/// <param name="Password">The new password; null keeps the old one.</param>
/// <param name="TotpSecret">The new base32 secret; null keeps the old one, an empty text takes it away.</param>
public sealed record ChangeCredentialsRequest(string? Password, string? TotpSecret)
{
    /// <inheritdoc />
    public override string ToString() => nameof(ChangeCredentialsRequest);
}

/// <summary>A session that a person signed in: the browser's storage state as Playwright writes it.</summary>
/// <param name="Cookies">The cookies.</param>
/// <param name="Origins">What the sites stored.</param>
/// <param name="SignedIn">What the person signed in in; left away, the session is used in whatever mode the app has.</param>
public sealed record UploadSessionRequest(IReadOnlyList<JsonElement>? Cookies, IReadOnlyList<JsonElement>? Origins, SessionSignIn? SignedIn = null)
{
    /// <inheritdoc />
    public override string ToString() => nameof(UploadSessionRequest);
}

/// <summary>What a person signed in in. A session that was made in a window is used in one, and nowhere else.</summary>
/// <param name="Window">Whether the browser had a window.</param>
/// <param name="Browser">The browser's version, at most 100 characters.</param>
public sealed record SessionSignIn(bool? Window, string? Browser = null);

/// <summary>Connects a person's own account of the app to a hub.</summary>
/// <param name="Username">The address to sign in with: that of the caller's own member.</param>
/// <param name="Password">The password; stored as a secret, never returned but to its owner by <c>login</c>.</param>
/// <param name="TotpSecret">The base32 secret of the second factor, where there is one.</param>
public sealed record ConnectAccountRequest(string? Username, string? Password, string? TotpSecret)
{
    /// <inheritdoc />
    public override string ToString() => $"{nameof(ConnectAccountRequest)} {{ Username = {Username} }}";
}

/// <summary>An account, without its secrets.</summary>
/// <param name="Id">Its id.</param>
/// <param name="App">The app's id.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Username">The address it signs in with.</param>
/// <param name="Purpose"><c>automation</c> or <c>personal</c>.</param>
/// <param name="HasTotpSecret">Whether a second factor's secret is saved.</param>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="InUseBy">The hub that uses it for automation, or null.</param>
/// <param name="CreatedAt">When it was saved.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="HubId">The hub that its owner connected it to, or null.</param>
/// <param name="VerifiedAt">When these credentials were last seen to sign in, where anybody asked; null where they were not.</param>
/// <param name="RejectedAs">Set where the app rejected these credentials; they are never tried again.</param>
/// <param name="ProtectionUnfinished">A protection set something whose effect is not known yet; all that may be in force is kept until a sign-in showed what is.</param>
/// <param name="HasBackupCode">A backup code waits to be handed out, once.</param>
/// <param name="TaskId">The last task that verified or protected it, or null.</param>
public sealed record AccountResponse(
    string Id, string App, string Label, string Username, string Purpose, bool HasTotpSecret, string OwnerId, string? InUseBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    string? HubId = null, DateTimeOffset? VerifiedAt = null, FailureKind? RejectedAs = null, bool ProtectionUnfinished = false, bool HasBackupCode = false, string? TaskId = null);

/// <summary>What its owner needs to sign in to the app. Nothing of it is kept anywhere.</summary>
/// <param name="Address">Where to sign in.</param>
/// <param name="Username">The address to sign in with.</param>
/// <param name="Password">The password.</param>
/// <param name="OneTimeCode">The present one-time code, or null where no second factor's secret is saved.</param>
/// <param name="OneTimeCodeSeconds">For how many seconds the code is still good.</param>
/// <param name="Unfinished">What else may be in force, where a protection was not finished.</param>
/// <param name="Earlier">What was or may be in force, where the owner saved other credentials meanwhile and nobody has seen those sign in yet.</param>
public sealed record LoginResponse(
    string Address, string Username, string Password, string? OneTimeCode, int? OneTimeCodeSeconds, UnfinishedLogin? Unfinished = null, IReadOnlyList<UnfinishedLogin>? Earlier = null)
{
    /// <inheritdoc />
    public override string ToString() => $"{nameof(LoginResponse)} {{ Username = {Username} }}";
}

/// <summary>What a protection set without learning what came of it: where the other is refused, this one works.</summary>
/// <param name="Password">The password.</param>
/// <param name="OneTimeCode">The one-time code, or null.</param>
public sealed record UnfinishedLogin(string Password, string? OneTimeCode)
{
    /// <inheritdoc />
    public override string ToString() => nameof(UnfinishedLogin);
}

/// <summary>The backup code that the app gave when two-factor authentication was turned on. It is handed out once, and deleted then.</summary>
/// <param name="Code">The code.</param>
public sealed record BackupCodeResponse(string Code)
{
    /// <inheritdoc />
    public override string ToString() => nameof(BackupCodeResponse);
}

/// <summary>An app of the catalog.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="LoginMethods">How a hub may sign in.</param>
/// <param name="AppRoles">Its roles, least first.</param>
/// <param name="Capabilities">What the automation can do.</param>
public sealed record AppResponse(string Id, string Name, IReadOnlyList<string> LoginMethods, IReadOnlyList<string> AppRoles, IReadOnlyList<string> Capabilities);

/// <summary>What a protection of one's own account would do, in this order; nothing was started.</summary>
/// <param name="Items">As the task's items would be.</param>
public sealed record ProtectionPlanResponse(IReadOnlyList<PlannedProtectionResponse> Items)
{
    /// <summary>True where an earlier protection was cut short: which credentials work is found out first, and what it has done is not done again.</summary>
    public bool GoesOn { get; init; }
}

/// <summary>One step of a protection.</summary>
/// <param name="Action"><c>ChangePassword</c> or <c>TurnOnTwoFactor</c>.</param>
/// <param name="Sentence">What would be done.</param>
public sealed record PlannedProtectionResponse(string Action, string Sentence);
