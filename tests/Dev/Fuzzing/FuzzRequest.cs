using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Seatkeeper.Dev.Fuzzing;

/// <summary>A request as it is sent, byte by byte.</summary>
/// <param name="Number">Which of the run.</param>
/// <param name="Operation">The call that it is of.</param>
/// <param name="Caller">Who calls.</param>
/// <param name="Target">Path and query, encoded.</param>
public sealed partial record FuzzRequest(int Number, FuzzOperation Operation, FuzzCaller Caller, string Target)
{
    internal const string KeyHeader = "Idempotency-Key";
    internal const string TagHeader = "If-Match";
    private const int LongestLine = 8_000;
    private const int MostOfABody = 1_500;

    /// <summary>The headers besides the caller's key and the body's own.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The body, or null where none is sent.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The body's content type, or null where none is told.</summary>
    public string? ContentType { get; init; }

    /// <summary>How it was drawn, in a few words.</summary>
    public string Intent { get; init; } = "";

    /// <summary>The body cannot be read as a whole, so a refusal has no field to name.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>Names of fields that are in no schema.</summary>
    public IReadOnlyList<string> Strange { get; init; } = [];

    /// <summary>The ids of the path, by what they are of.</summary>
    internal IReadOnlyDictionary<string, string> PathIds { get; init; } = new Dictionary<string, string>();

    /// <summary>Values that were sent, by field; no secrets.</summary>
    internal IReadOnlyList<(string Field, string Value)> Sent { get; init; } = [];

    /// <summary>The body's fields.</summary>
    internal string[] Shape { get; init; } = [];

    /// <summary>The HTTP server below the app may refuse it by itself: a line that is too long, or that no URL can hold.</summary>
    public bool MayEndAtTheServer =>
        Target.Length > LongestLine || Target.Contains("%00", StringComparison.Ordinal) || Headers.Any(header => header.Value.Length > LongestLine || !header.Value.All(char.IsAscii));

    /// <summary>What repeats it by hand; the caller's key is masked, and long runs of one character are counted.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Operation.Method} {Short(Target)}   (request {Number}, as {Caller.Name}; {Intent})");
        if (Caller.Key is not null)
            text.AppendLine("X-Api-Key: ***");
        foreach (var (name, value) in Headers)
            text.AppendLine(CultureInfo.InvariantCulture, $"{name}: {Short(value)}");
        if (ContentType is not null)
            text.AppendLine(CultureInfo.InvariantCulture, $"Content-Type: {ContentType}");
        if (Body is not null)
            text.AppendLine().Append(Short(Encoding.UTF8.GetString(Body)));
        return text.ToString().TrimEnd();
    }

    private static string Short(string text)
    {
        var counted = LongRun().Replace(text, run => string.Create(CultureInfo.InvariantCulture, $"{run.Groups["part"].Value}«×{run.Length / run.Groups["part"].Length}»"));
        var shown = string.Concat(counted.Take(MostOfABody).Select(c => char.IsControl(c) && c != '\n' ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c.ToString()));
        return counted.Length > MostOfABody ? string.Create(CultureInfo.InvariantCulture, $"{shown}… ({text.Length} characters)") : shown;
    }

    [GeneratedRegex(@"(?<part>.{1,8}?)\k<part>{19,}", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 10_000)]
    private static partial Regex LongRun();
}

/// <summary>What came back.</summary>
/// <param name="Status">The HTTP status; 0 where there was no answer.</param>
/// <param name="ContentType">The media type.</param>
/// <param name="Text">The body.</param>
/// <param name="Headers">All headers, as text.</param>
public sealed record FuzzAnswer(int Status, string? ContentType, string Text, string Headers)
{
    /// <summary>The entity tag.</summary>
    public string? Tag { get; init; }

    /// <summary>The body as JSON, or null where it is none.</summary>
    public System.Text.Json.Nodes.JsonNode? Json { get; init; }

    /// <summary>A success.</summary>
    public bool IsGood => Status is >= 200 and < 300;
}

/// <summary>Somebody who calls.</summary>
/// <param name="Name">What the fuzz calls them.</param>
/// <param name="Key">Their API key, or null where they send none.</param>
/// <param name="Weight">How often they call, compared to the others.</param>
/// <param name="HasPower">False where no call of theirs can change anything.</param>
public sealed record FuzzCaller(string Name, string? Key, int Weight, bool HasPower = true)
{
    /// <summary>False where the key is none that the app ever gave.</summary>
    public bool IsKnown { get; init; } = true;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
