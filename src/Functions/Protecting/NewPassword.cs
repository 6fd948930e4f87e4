using System.Security.Cryptography;

namespace Seatkeeper.Functions.Protecting;

/// <summary>Makes passwords that nobody has to remember.</summary>
internal static class NewPassword
{
    private const int Length = 28;

    // Without letters that look alike, and with signs that no form treats specially.
    private static readonly string[] Kinds = ["ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789", "!#*+-.:=?@_"];

    /// <summary>28 random characters, some of each kind; about 160 bits.</summary>
    public static string Make()
    {
        while (true)
        {
            var password = RandomNumberGenerator.GetString(string.Concat(Kinds), Length);
            if (Kinds.All(kind => password.Any(kind.Contains))) return password;
        }
    }
}
