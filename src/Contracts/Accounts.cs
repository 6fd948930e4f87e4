using System.Text.Json;

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
public sealed record UploadSessionRequest(IReadOnlyList<JsonElement>? Cookies, IReadOnlyList<JsonElement>? Origins)
{
    /// <inheritdoc />
    public override string ToString() => nameof(UploadSessionRequest);
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
public sealed record AccountResponse(string Id, string App, string Label, string Username, string Purpose, bool HasTotpSecret, string OwnerId, string? InUseBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>An app of the catalog.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="LoginMethods">How a hub may sign in.</param>
/// <param name="AppRoles">Its roles, least first.</param>
/// <param name="Capabilities">What the automation can do.</param>
public sealed record AppResponse(string Id, string Name, IReadOnlyList<string> LoginMethods, IReadOnlyList<string> AppRoles, IReadOnlyList<string> Capabilities);
