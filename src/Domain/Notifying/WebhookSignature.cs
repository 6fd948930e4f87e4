using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Seatkeeper.Domain.Notifying;

/// <summary>The signature of a webhook: HMAC-SHA256 over <c>timestamp.body</c>.</summary>
public static class WebhookSignature
{
    /// <summary>The signature as its header holds it: <c>v1=</c> and 64 hex digits.</summary>
    /// <param name="secret">The target's secret; its ASCII text is the key.</param>
    /// <param name="timestamp">When the call is made, in seconds since 1970.</param>
    /// <param name="body">The body, byte for byte.</param>
    public static string Of(string secret, long timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{timestamp}.")));
        hmac.AppendData(body);
        return $"v1={Convert.ToHexStringLower(hmac.GetHashAndReset())}";
    }
}
