using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Seatkeeper.AhrefsSimulator.Api;

/// <summary>Six digits every thirty seconds (RFC 6238, SHA-1), written here so that the product's own code is not its own judge.</summary>
public static class TotpCodes
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Compute(string base32Secret, DateTimeOffset at) => Compute(Decode(base32Secret), Step(at));

    public static bool Accepts(string base32Secret, string code, DateTimeOffset at, int earlierSteps)
    {
        var key = Decode(base32Secret);
        return Enumerable.Range(0, earlierSteps + 1).Any(back => Compute(key, Step(at) - back) == code);
    }

    private static long Step(DateTimeOffset at) => at.ToUnixTimeSeconds() / 30;

    private static string Compute(byte[] key, long step)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // Authenticator apps use SHA-1.
        var hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var offset = hash[^1] & 0x0F;
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(offset, 4)) & 0x7FFFFFFF;
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    private static byte[] Decode(string base32)
    {
        var bytes = new List<byte>();
        var (buffer, bits) = (0, 0);
        foreach (var letter in base32.ToUpperInvariant().Where(c => c is not (' ' or '=')))
        {
            var value = Alphabet.IndexOf(letter, StringComparison.Ordinal);
            if (value < 0) throw new FormatException("The secret is not base32.");
            buffer = ((buffer << 5) | value) & 0xFFFF;
            bits += 5;
            if (bits < 8) continue;
            bits -= 8;
            bytes.Add((byte)(buffer >> bits));
        }

        return [.. bytes];
    }
}
