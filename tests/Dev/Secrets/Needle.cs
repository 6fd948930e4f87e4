using System.Text;

namespace Seatkeeper.Dev.Secrets;

/// <summary>A secret, and every shape in which it could lie about: as text, in UTF-16, in base64, in hex, escaped.</summary>
public sealed record Needle(string Name, string Secret)
{
    public IReadOnlyList<byte[]> Shapes { get; } = [.. ShapesOf(Secret)];

    public bool IsIn(ReadOnlySpan<byte> bytes)
    {
        foreach (var shape in Shapes)
            if (bytes.IndexOf(shape) >= 0)
                return true;
        return false;
    }

    public override string ToString() => Name;

    private static IEnumerable<byte[]> ShapesOf(string secret)
    {
        var utf8 = Encoding.UTF8.GetBytes(secret);
        IEnumerable<string> texts =
        [
            secret, Uri.EscapeDataString(secret), Convert.ToHexString(utf8), Convert.ToHexStringLower(utf8), .. Base64(utf8), .. Base64(Encoding.Unicode.GetBytes(secret)),
        ];
        foreach (var text in texts)
        {
            yield return Encoding.UTF8.GetBytes(text);
            yield return Encoding.Unicode.GetBytes(text);
        }
    }

    // Inside a longer text, base64 shows a secret in one of three ways; its ends depend on the neighbours and are left away.
    private static IEnumerable<string> Base64(byte[] secret)
    {
        const int group = 3;
        const int edge = 4;
        for (var offset = 0; offset < group; offset++)
            yield return Convert.ToBase64String([.. new byte[offset], .. secret])[edge..^edge];
    }
}
