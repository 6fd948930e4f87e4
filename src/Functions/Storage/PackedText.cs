using System.IO.Compression;
using System.Text;

namespace Seatkeeper.Functions.Storage;

/// <summary>A text in one binary column, deflated: as text a column takes half as many characters as it takes bytes, and most of them say the same again.</summary>
internal static class PackedText
{
    /// <summary>Packs a text.</summary>
    public static byte[] Write(string text)
    {
        using var packed = new MemoryStream();
        // The fastest level leaves ids of random digits as long as they are.
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    /// <summary>Unpacks it.</summary>
    /// <exception cref="InvalidDataException">It was not packed.</exception>
    public static string Read(byte[] packed)
    {
        using var text = new StreamReader(new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress), Encoding.UTF8);
        return text.ReadToEnd();
    }
}
