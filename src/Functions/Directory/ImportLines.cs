using System.Text;
using CsvHelper;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Http;

namespace Seatkeeper.Functions.Directory;

/// <summary>One line of an import: a person, or why it is none.</summary>
/// <param name="Line">Its number in the file, from 1.</param>
/// <param name="User">What it says.</param>
/// <param name="Error">What is wrong with it.</param>
internal sealed record ImportLine(int Line, ImportedUser? User, string? Error);

/// <summary>Reads an import's lines; one that cannot be read is told by its number, and the others are still read.</summary>
internal static class ImportLines
{
    public const string JsonLines = "application/x-ndjson";
    public const string Csv = "text/csv";

    private static readonly string[] columns = [.. typeof(ImportedUser).GetProperties().Select(property => ApiJson.Name(property.Name))];
    private static readonly UTF8Encoding strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a body by its content type.</summary>
    public static IReadOnlyList<ImportLine> Read(string? contentType, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty) throw Invalid("The body is empty.");
        var text = Decode(body.Span);
        return contentType?.Split(';')[0].Trim().ToLowerInvariant() switch
        {
            JsonLines => ReadJsonLines(text),
            Csv => ReadCsv(text),
            _ => throw Invalid($"The body has to be JSON lines (Content-Type: {JsonLines}) or CSV (Content-Type: {Csv})."),
        };
    }

    private static List<ImportLine> ReadJsonLines(string text)
    {
        var lines = new List<ImportLine>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line)) lines.Add(ReadJson(number, line));
        }

        return lines;
    }

    private static ImportLine ReadJson(int number, string line)
    {
        try
        {
            return new(number, RequestBody.Parse<ImportedUser>(strictUtf8.GetBytes(line)), null);
        }
        catch (RefusedException e)
        {
            return new(number, null, e.Refusal.Fields is null ? "is not a JSON object." : e.Refusal.Detail);
        }
    }

    private static List<ImportLine> ReadCsv(string text)
    {
        var lines = new List<ImportLine>();
        var options = new CsvReaderOptions
        {
            Separator = ',',
            TrimWhitespace = true,
            TrackLineNumbers = true,
            // No field of a person has a line break, so one quote that is never closed must not swallow the lines after it.
            AllowLineBreaksInQuotes = false,
            MalformedData = CsvMalformedDataHandling.Skip,
            FieldCountMismatch = CsvFieldCountHandling.Skip,
            OnMalformedRecord = record => lines.Add(new((int)record.LineNumber, null, Explain(record.Reason))),
        };
        using var csv = CsvReader.FromText(text, options);
        csv.ReadHeader();
        if (lines.Count > 0) throw FieldErrors.One("header", "of the CSV cannot be read: it has a quote where none may be.");
        string[] header = [.. csv.Headers];
        CheckHeader(header);
        while (csv.Read()) lines.Add(new((int)csv.LineNumber, ReadRecord(csv, header), null));
        return [.. lines.OrderBy(line => line.Line)];
    }

    private static ImportedUser ReadRecord(CsvReader csv, string[] header)
    {
        string? Field(string name) => Array.IndexOf(header, name) is >= 0 and var index && csv.GetString(index) is { Length: > 0 } value ? value : null;
        var aliases = Field("aliases")?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new(Field("id"), Field("kind"), Field("name"), Field("username"), Field("email"), aliases, Field("role"));
    }

    private static string Explain(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.FieldCountMismatch => "has another number of fields than the header.",
        CsvMalformedReason.UnterminatedQuote or CsvMalformedReason.LineBreakInQuotes => "has a quote that is not closed on its line.",
        _ => "has a quote where none may be.",
    };

    private static void CheckHeader(string[] header)
    {
        var errors = new FieldErrors();
        foreach (var column in header.Except(columns, StringComparer.Ordinal)) errors.Add(column.Length == 0 ? "header" : column, $"is not a column of an import; columns are {string.Join(", ", columns)}.");
        foreach (var column in header.GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Skip(1).Any())) errors.Add(column.Key, "is in the header twice.");
        if (!header.Contains("email", StringComparer.Ordinal)) errors.Add("email", "is missing in the header.");
        errors.ThrowIfAny();
    }

    private static string Decode(ReadOnlySpan<byte> body)
    {
        try
        {
            return strictUtf8.GetString(body).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw Invalid("The body is not UTF-8.");
        }
    }

    private static RefusedException Invalid(string detail) => new(RefusalKind.Invalid, detail);
}
