using System.Text;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Secrets;

/// <summary>What every secret store takes: what Key Vault takes, so that whatever was stored in one can be stored in the other.</summary>
internal static class SecretRules
{
    /// <summary>The longest name.</summary>
    public const int LongestName = 127;

    /// <summary>The largest value, in bytes of UTF-8. Key Vault names 25 KB and does not say of which kind; this is the smaller.</summary>
    public const int LargestValue = 25_000;

    /// <summary>Throws where a name is none. Capitals are refused, because Key Vault takes them for the small letters and a file system does not.</summary>
    public static void CheckName(string name)
    {
        if (name.Length is < 1 or > LongestName || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw new ArgumentException($"A secret's name is 1 to {LongestName} small ASCII letters, digits and hyphens.", nameof(name));
    }

    /// <summary>Throws where a value cannot be stored, before anything is sent.</summary>
    /// <exception cref="AppFailureException"><c>SecretTooLarge</c>.</exception>
    public static void CheckValue(string name, string value)
    {
        if (value.Length == 0) throw new ArgumentException("A secret is not empty.", nameof(value));
        var size = Encoding.UTF8.GetByteCount(value);
        if (size > LargestValue)
            throw new AppFailureException(new Failure(FailureKind.SecretTooLarge, Detail: $"The secret {name} would have {size} bytes, and {LargestValue} is the most."));
    }
}
