using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;

namespace Seatkeeper.Backups;

/// <summary>
/// A row of a table as one line of JSON: its keys, and each column under its name with its type, so that nothing becomes something else
/// on the way. Version and time of the last change are storage's own, and not kept.
/// </summary>
internal static class RowLine
{
    private static readonly HashSet<string> notKept = new(StringComparer.Ordinal) { "odata.etag", "Timestamp", nameof(ITableEntity.PartitionKey), nameof(ITableEntity.RowKey) };

    public static string Write(TableEntity row)
    {
        var columns = new SortedDictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (name, value) in row.Where(column => !notKept.Contains(column.Key) && column.Value is not null))
        {
            var (type, text) = TextOf(name, value);
            columns[name] = new Dictionary<string, string>(StringComparer.Ordinal) { [type] = text };
        }

        return JsonSerializer.Serialize(new Row(row.PartitionKey, row.RowKey, columns));
    }

    /// <summary>The row of a line.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TableEntity Read(string line)
    {
        try
        {
            var row = JsonSerializer.Deserialize<Row>(line);
            if (row is not { PartitionKey: { } partition, RowKey: { } key, Columns: { } columns })
                throw new FormatException("A line is no row.");
            var entity = new TableEntity(partition, key);
            foreach (var (name, value) in columns)
                entity[name] = ValueOf(value.Single());
            return entity;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or OverflowException)
        {
            throw new FormatException("A line is no row.", e);
        }
    }

    private static (string Type, string Text) TextOf(string name, object value) => value switch
    {
        string text => ("String", text),
        bool flag => ("Boolean", flag ? "true" : "false"),
        int number => ("Int32", number.ToString(CultureInfo.InvariantCulture)),
        long number => ("Int64", number.ToString(CultureInfo.InvariantCulture)),
        double number => ("Double", number.ToString("R", CultureInfo.InvariantCulture)),
        DateTimeOffset time => ("DateTime", time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
        Guid id => ("Guid", id.ToString()),
        byte[] bytes => ("Binary", Convert.ToBase64String(bytes)),
        BinaryData bytes => ("Binary", Convert.ToBase64String(bytes.ToArray())),
        _ => throw new NotSupportedException($"The column {name} is a {value.GetType().Name}, which no table holds."),
    };

    private static object ValueOf(KeyValuePair<string, string> value) => value.Key switch
    {
        "String" => value.Value,
        "Boolean" => bool.Parse(value.Value),
        "Int32" => int.Parse(value.Value, CultureInfo.InvariantCulture),
        "Int64" => long.Parse(value.Value, CultureInfo.InvariantCulture),
        "Double" => double.Parse(value.Value, CultureInfo.InvariantCulture),
        "DateTime" => DateTimeOffset.ParseExact(value.Value, "O", CultureInfo.InvariantCulture),
        "Guid" => Guid.Parse(value.Value),
        "Binary" => Convert.FromBase64String(value.Value),
        _ => throw new FormatException($"There is no type {value.Key}."),
    };

    private sealed record Row(string? PartitionKey, string? RowKey, SortedDictionary<string, Dictionary<string, string>>? Columns);
}
