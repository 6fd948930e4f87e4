using System.Text.RegularExpressions;

namespace Seatkeeper.Dev.Fuzzing;

/// <summary>Fields that hold secrets, told by their names; what the fuzz sends in them is recognised wherever it comes up.</summary>
public static partial class SecretFields
{
    /// <summary>What every secret that the fuzz makes up holds. It is a legal TOTP secret as well.</summary>
    public const string Canary = "FUZZCANARYQ7W2K5MZB3XNEVERTOBESEEN";

    // Microsoft Graph's, to be given back as it came: an address like any other, and logged as one.
    private const string Echo = "validationToken";

    /// <summary>Whether a field of this name holds a secret.</summary>
    public static bool IsOne(string name) => name != Echo && Name().IsMatch(name);

    /// <summary>A secret to send.</summary>
    internal static string Draw(Random random) => Canary + string.Concat(Enumerable.Range(0, 4).Select(_ => "ABCDEFGHIJKLMNOP"[random.Next(16)]));

    [GeneratedRegex("^(key|code|oneTimeCode|backupCodes?|.*(password|secret|passphrase|cookies?|token))$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Name();
}
