using Azure;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Http;

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
    /// <summary>The version as its owner sees it: the automation's own notes about sign-ins do not change it.</summary>
    public ETag ShownTag => new($"{CredentialsVersion} {InUseBy}");

    /// <summary>As the API shows it.</summary>
    public AccountResponse ToResponse() =>
        new(Id, App, Label, Username, ApiJson.Name(Purpose.ToString()), HasTotpSecret, OwnerId, InUseBy, CreatedAt, UpdatedAt);
}
