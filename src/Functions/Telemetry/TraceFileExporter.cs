using System.Diagnostics;
using System.Text.Json;
using OpenTelemetry;

namespace Seatkeeper.Functions.Telemetry;

/// <summary>Appends finished spans to a file, one JSON object a line, so that a trace can be read without any receiver.</summary>
internal sealed class TraceFileExporter(string path) : BaseExporter<System.Diagnostics.Activity>
{
    private readonly Lock gate = new();

    public override ExportResult Export(in Batch<System.Diagnostics.Activity> batch)
    {
        try
        {
            lock (gate)
            {
                using var file = new StreamWriter(path, append: true);
                foreach (var span in batch)
                    file.WriteLine(JsonSerializer.Serialize(SpanLine.Of(span), JsonSerializerOptions.Web));
            }

            return ExportResult.Success;
        }
        catch (IOException)
        {
            // A full or locked disk costs spans and never a task.
            return ExportResult.Failure;
        }
    }
}

/// <summary>One finished span.</summary>
/// <param name="TraceId">The trace.</param>
/// <param name="SpanId">The span.</param>
/// <param name="ParentSpanId">The span that it is part of; null at the root.</param>
/// <param name="Name">What was done.</param>
/// <param name="Source">Who says so.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Tags">What else is said of it.</param>
/// <param name="Events">What happened meanwhile, exceptions above all.</param>
internal sealed record SpanLine(
    string TraceId, string SpanId, string? ParentSpanId, string Name, string Source, DateTimeOffset StartedAt, double Milliseconds, string Status,
    IReadOnlyDictionary<string, string?> Tags, IReadOnlyList<SpanEvent> Events)
{
    public static SpanLine Of(System.Diagnostics.Activity span) => new(
        span.TraceId.ToString(), span.SpanId.ToString(), span.ParentSpanId == default ? null : span.ParentSpanId.ToString(), span.DisplayName, span.Source.Name,
        new DateTimeOffset(span.StartTimeUtc, TimeSpan.Zero), span.Duration.TotalMilliseconds,
        span.Status == ActivityStatusCode.Error ? span.StatusDescription ?? "error" : span.Status.ToString(),
        Texts(span.TagObjects), [.. span.Events.Select(happened => new SpanEvent(happened.Name, Texts(happened.Tags)))]);

    private static Dictionary<string, string?> Texts(IEnumerable<KeyValuePair<string, object?>> tags) => tags.ToDictionary(tag => tag.Key, tag => tag.Value?.ToString(), StringComparer.Ordinal);
}

/// <summary>Something that happened within a span.</summary>
/// <param name="Name">What.</param>
/// <param name="Tags">What else is said of it.</param>
internal sealed record SpanEvent(string Name, IReadOnlyDictionary<string, string?> Tags);
