using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Seatkeeper.Functions.Access;

/// <summary>An API key: 256 random bits that are shown once. What is stored is its SHA-256; its id is the hash's beginning.</summary>
public static class ApiKeySecret
{
    private const int IdLength = 24;

    /// <summary>Makes a key.</summary>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The hash that is stored, in hex. A slow hash would protect no better: nobody guesses 256 random bits.</summary>
    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>The key's id.</summary>
    public static string IdOf(string hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return hash[..IdLength];
    }

    /// <summary>Whether a text can be a key at all.</summary>
    public static bool CanBe(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is >= 32 and <= 200 && text.All(char.IsAscii);
    }

    /// <summary>Compares hashes in constant time.</summary>
    public static bool Same(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
