using System.Globalization;
using System.Text.Json;
using Seatkeeper.Dev.Setup;
using Spectre.Console;

namespace Seatkeeper.Dev.Running;

/// <summary>Prints the trace of the main job's check as a tree: which step took how long, and how it ended.</summary>
public static class TraceTree
{
    private const string Reading = "Visit ReadMembersAsync";

    /// <summary>Prints the trace in which the members were read last; says so where there is none.</summary>
    /// <param name="file">What the app wrote its spans to.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task PrintAsync(string file, CancellationToken cancellation)
    {
        var spans = File.Exists(file) ? (await File.ReadAllLinesAsync(file, cancellation)).Select(Parse).ToList() : [];
        if (spans.FindLast(span => span.Name == Reading) is not { } reading)
        {
            Steps.Say("No trace of the check was written.");
            return;
        }

        Steps.Say($"\n[bold]Trace {reading.TraceId}[/]");
        AnsiConsole.Write(Of([.. spans.Where(span => span.TraceId == reading.TraceId)]));
    }

    /// <summary>A trace as a tree. A span whose parent was not written, because the host made it, begins a branch.</summary>
    public static Tree Of(IReadOnlyList<TracedSpan> trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var known = trace.Select(span => span.SpanId).ToHashSet(StringComparer.Ordinal);
        var children = trace.OrderBy(span => span.StartedAt).ToLookup(span => span.ParentSpanId is { } parent && known.Contains(parent) ? parent : "", StringComparer.Ordinal);
        var tree = new Tree(string.Create(CultureInfo.InvariantCulture, $"{trace.Count} spans, {trace.Max(span => span.StartedAt.AddMilliseconds(span.Milliseconds)) - trace.Min(span => span.StartedAt):mm\\:ss\\.fff}"));
        Add(tree, children, "");
        return tree;
    }

    private static void Add(IHasTreeNodes above, ILookup<string, TracedSpan> children, string of)
    {
        foreach (var span in children[of])
            Add(above.AddNode(Line(span)), children, span.SpanId);
    }

    private static string Line(TracedSpan span)
    {
        var end = span.Status is "Ok" or "Unset" ? "" : $" [red]{Markup.Escape(span.Status)}[/]";
        return string.Create(CultureInfo.InvariantCulture, $"{Markup.Escape(span.Name)} [grey]{span.Milliseconds:0} ms[/]{end}");
    }

    private static TracedSpan Parse(string line) => JsonSerializer.Deserialize<TracedSpan>(line, JsonSerializerOptions.Web) ?? throw new InvalidDataException("A line holds no span.");
}

/// <summary>One finished span, as the app writes it.</summary>
/// <param name="TraceId">The trace.</param>
/// <param name="SpanId">The span.</param>
/// <param name="ParentSpanId">The span that it is part of; null at the root.</param>
/// <param name="Name">What was done.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Status">How it ended.</param>
public sealed record TracedSpan(string TraceId, string SpanId, string? ParentSpanId, string Name, DateTimeOffset StartedAt, double Milliseconds, string Status);
