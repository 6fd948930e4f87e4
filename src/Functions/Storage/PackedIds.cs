using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// Thousands of ids in one row: sorted, as JSON, deflated, and divided over as many binary columns as it takes. So one row's version
/// decides about all of them, and nobody ever reads half of a change; rows of their own could not promise that.
/// </summary>
internal static class PackedIds
{
    // What storage takes in one binary column, in bytes.
    private const int LargestColumn = 64 * 1024;

    /// <summary>Writes ids into a row's columns.</summary>
    public static void Write(TableEntity row, string column, IEnumerable<string> ids)
    {
        var number = 0;
        foreach (var part in PackedText.Write(JsonSerializer.Serialize(ids.Order(StringComparer.Ordinal))).Chunk(LargestColumn))
            row[NameOf(column, number++)] = part;
    }

    /// <summary>Reads them back.</summary>
    /// <exception cref="InvalidDataException">The row does not hold what was packed.</exception>
    public static IReadOnlyList<string> Read(TableEntity row, string column)
    {
        using var packed = new MemoryStream();
        for (var number = 0; row.GetBinary(NameOf(column, number)) is { } part; number++)
            packed.Write(part);
        try
        {
            return JsonSerializer.Deserialize<List<string>>(PackedText.Read(packed.ToArray())) ?? [];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The row {row.RowKey} holds something else than ids.", e);
        }
    }

    /// <summary>Reads them back; nothing, where the row never held any.</summary>
    /// <exception cref="InvalidDataException">The row does not hold what was packed.</exception>
    public static IReadOnlyList<string> ReadOrNothing(TableEntity row, string column) => row.ContainsKey(NameOf(column, 0)) ? Read(row, column) : [];

    private static string NameOf(string column, int number) => string.Create(CultureInfo.InvariantCulture, $"{column}{number}");
}
