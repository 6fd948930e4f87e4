using OtpNet;

namespace Seatkeeper.Connectors;

/// <summary>The one-time code of a moment (RFC 6238, 30 seconds), for a person who signs in themself.</summary>
/// <param name="Code">Six digits.</param>
/// <param name="SecondsLeft">For how long it is still good, rounded down.</param>
public sealed record PresentCode(string Code, int SecondsLeft)
{
    private const int StepSeconds = 30;

    /// <summary>The code of a secret.</summary>
    /// <param name="totpSecret">The base32 secret, or null where there is none.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The code, or null where there is no secret.</returns>
    public static PresentCode? Of(string? totpSecret, DateTimeOffset now) =>
        string.IsNullOrWhiteSpace(totpSecret)
            ? null
            : new PresentCode(new Totp(Base32Encoding.ToBytes(totpSecret), StepSeconds).ComputeTotp(now.UtcDateTime), StepSeconds - (int)(now.ToUnixTimeSeconds() % StepSeconds));

    /// <summary>Which 30-second step a moment lies in.</summary>
    /// <param name="now">The moment.</param>
    public static long StepOf(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepSeconds;

    /// <inheritdoc />
    public override string ToString() => $"{nameof(PresentCode)} {{ SecondsLeft = {SecondsLeft} }}";
}
