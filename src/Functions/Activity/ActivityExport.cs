using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Http;

namespace Seatkeeper.Functions.Activity;

/// <summary>Writes activity as a file. Names in it come from elsewhere, so a spreadsheet must not take them for formulas, nor a reader be misled by characters that nobody sees.</summary>
internal static class ActivityExport
{
    public const string Csv = "text/csv";
    public const string JsonLines = "application/x-ndjson";

    private static readonly string[] header =
        ["sequence", "at", "hubId", "actorId", "actorName", "event", "target", "before", "after", "taskId", "memberId", "userId", "id", "hash"];

    public static async Task WriteCsvAsync(Stream stream, IAsyncEnumerable<ActivityResponse> entries, CancellationToken cancel)
    {
        await using var csv = CsvWriter.Create(stream, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true);
        await WriteRowAsync(csv, header, cancel);
        await foreach (var entry in entries.WithCancellation(cancel)) await WriteRowAsync(csv, FieldsOf(entry), cancel);
    }

    public static async Task WriteJsonLinesAsync(Stream stream, IAsyncEnumerable<ActivityResponse> entries, CancellationToken cancel)
    {
        await foreach (var entry in entries.WithCancellation(cancel))
        {
            await JsonSerializer.SerializeAsync(stream, entry, ApiJson.Options, cancel);
            await stream.WriteAsync("\n"u8.ToArray(), cancel);
        }
    }

    /// <summary>Text with every character that controls or is not seen written as its number.</summary>
    internal static string Visible(string text)
    {
        if (!text.Any(IsUnseen)) return text;
        var visible = new StringBuilder();
        foreach (var character in text)
        {
            if (IsUnseen(character)) visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else visible.Append(character);
        }

        return visible.ToString();
    }

    private static async Task WriteRowAsync(CsvWriter csv, IEnumerable<string?> fields, CancellationToken cancel)
    {
        foreach (var field in fields) csv.WriteField(Visible(field ?? ""));
        await csv.EndRecordAsync(cancel);
    }

    private static IEnumerable<string?> FieldsOf(ActivityResponse entry) =>
    [
        entry.Sequence.ToString(CultureInfo.InvariantCulture), entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), entry.HubId, entry.ActorId, entry.ActorName, entry.Event,
        entry.Target, entry.Before, entry.After, entry.TaskId, entry.MemberId, entry.UserId, entry.Id, entry.Hash,
    ];

    private static bool IsUnseen(char character) => char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
