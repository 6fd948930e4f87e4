using OtpNet;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Ahrefs;

/// <summary>A code and the 30-second step it belongs to.</summary>
internal sealed record OneTimeCode(string Code, long Step)
{
    private const int StepSeconds = 30;
    private const int LeastLeft = 5;

    // A code that was used further ahead than that was of a clock that was wrong then, or is now. To wait for it would hold a browser
    // for long; the site's own clock tells which of the two it is.
    private const int MostStepsAhead = 4;

    /// <summary>
    /// The next code fit to be sent: of a step that was not used yet, with at least five seconds left, so that it does
    /// not run out on its way.
    /// </summary>
    /// <param name="secret">The base32 secret.</param>
    /// <param name="lastUsed">The last step whose code was sent.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<OneTimeCode> NextAsync(string secret, long? lastUsed, TimeProvider time, CancellationToken cancel)
    {
        var totp = new Totp(Decode(secret), StepSeconds);
        for (; ; )
        {
            var now = time.GetUtcNow();
            var step = now.ToUnixTimeSeconds() / StepSeconds;
            var left = ((step + 1) * StepSeconds) - (now.ToUnixTimeMilliseconds() / 1000.0);
            var isUsed = step <= lastUsed && lastUsed - step <= MostStepsAhead;
            if (left >= LeastLeft && !isUsed)
                return new OneTimeCode(totp.ComputeTotp(now.UtcDateTime), step);
            await Task.Delay(TimeSpan.FromSeconds(left + 0.05), time, cancel);
        }
    }

    /// <inheritdoc />
    public override string ToString() => $"OneTimeCode {{ Step = {Step} }}";

    private static byte[] Decode(string secret)
    {
        try
        {
            return Base32Encoding.ToBytes(secret.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant());
        }
        catch (ArgumentException)
        {
            throw AhrefsPage.Fault(FailureKind.TotpRequired, FailurePhase.Login, "the saved TOTP secret is not base32");
        }
    }
}
