using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors;

/// <summary>What a sign-in with a person's own account showed.</summary>
/// <param name="UsedCode">The app asked for a one-time code, and took it.</param>
public sealed record OwnSignIn(bool UsedCode);

/// <summary>How far a change of a person's own account went. Whether it is in force, only a sign-in shows.</summary>
public enum OwnChangeStatus
{
    /// <summary>It was sent; the app said yes, or nothing that could be trusted.</summary>
    Sent,
    /// <summary>It was sent, and the app said no.</summary>
    Refused,
    /// <summary>It surely was not sent, though that was the intent.</summary>
    NotSent,
    /// <summary>There was nothing to do: it is so already.</summary>
    AlreadySo,
}

/// <summary>What came of a change.</summary>
/// <param name="Status">How far it went.</param>
/// <param name="Failure">What went wrong on the way, or null.</param>
public sealed record OwnChange(OwnChangeStatus Status, Failure? Failure = null);

/// <summary>Where the connector brings what the app shows only once, each before the step that makes it count.</summary>
public interface ITwoFactorKeeper
{
    /// <summary>Stores the secret that codes are made with; the app is told nothing before this returned.</summary>
    /// <param name="totpSecret">The base32 secret.</param>
    /// <param name="cancel">Ends the call.</param>
    Task KeepSecretAsync(string totpSecret, CancellationToken cancel);

    /// <summary>Writes the intent, directly before the code is sent that turns it on.</summary>
    /// <param name="cancel">Ends the call.</param>
    Task IntendAsync(CancellationToken cancel);

    /// <summary>Stores the backup code for the account's owner; nothing ever reads it for the automation.</summary>
    /// <param name="code">The code.</param>
    /// <param name="cancel">Ends the call.</param>
    Task KeepBackupCodeAsync(string code, CancellationToken cancel);
}
