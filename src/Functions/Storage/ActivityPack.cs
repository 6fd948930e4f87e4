using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Seatkeeper.Functions.Activity;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// Many entries in one row: a check that finds thousands of members writes a few dozen rows instead of one for each. The text of
/// a pack stays below what one column takes even if it cannot be compressed.
/// </summary>
internal static class ActivityPack
{
    private const int LargestText = 60_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Divides entries, in their order; the same entries are always divided in the same way.</summary>
    /// <returns>Rows that have no number yet.</returns>
    public static IEnumerable<ActivityRow> Pack(string batchId, DateTimeOffset at, IEnumerable<ActivityEntry> entries)
    {
        var (texts, size, number) = (new List<byte[]>(), 0, 0);
        foreach (var entry in entries)
        {
            var text = JsonSerializer.SerializeToUtf8Bytes(ActivityRow.Of(entry with { At = at }).ToEntry(), Json);
            if (size + text.Length > LargestText && texts.Count > 0)
            {
                yield return ActivityRow.OfPack(batchId, ++number, at, Compress(texts), texts.Count);
                (texts, size) = ([], 0);
            }

            texts.Add(text);
            size += text.Length + 1;
        }

        if (texts.Count > 0)
            yield return ActivityRow.OfPack(batchId, ++number, at, Compress(texts), texts.Count);
    }

    /// <summary>The entries of a row, in their order.</summary>
    /// <exception cref="InvalidDataException">The row does not hold what was packed.</exception>
    public static IReadOnlyList<ActivityEntry> Unpack(byte[] packed)
    {
        try
        {
            using var text = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
            var entries = JsonSerializer.Deserialize<List<ActivityEntry?>>(text, Json) ?? [];
            return entries.TrueForAll(entry => entry is not null) ? [.. entries.OfType<ActivityEntry>()] : throw new InvalidDataException("An entry is empty.");
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw new InvalidDataException("A row of packed activity entries holds something else.", e);
        }
    }

    private static byte[] Compress(List<byte[]> texts)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var i = 0; i < texts.Count; i++)
            {
                deflate.WriteByte((byte)(i == 0 ? '[' : ','));
                deflate.Write(texts[i]);
            }

            deflate.WriteByte((byte)']');
        }

        return packed.ToArray();
    }
}
