using System.Diagnostics;
using OpenTelemetry;
using Span = System.Diagnostics.Activity;

namespace Seatkeeper.Functions.Telemetry;

/// <summary>
/// Takes out of every finished span what must not get out, before an exporter sees it: of its name, of its tags, of how it ended, which for a
/// function is the text of the exception that it ended with, and of exceptions that it has as events.
/// </summary>
internal sealed class RedactSpans : BaseProcessor<Span>
{
    private const string Message = "exception.message";
    private const string Stack = "exception.stacktrace";

    private readonly ActivityListener listener;

    /// <param name="sources">Who makes the spans that are exported.</param>
    public RedactSpans(IReadOnlyCollection<string> sources)
    {
        // A span's event cannot be changed any more. Those who listen are asked for the exception's text before the event is made.
        listener = new ActivityListener { ShouldListenTo = source => sources.Contains(source.Name, StringComparer.Ordinal), ExceptionRecorder = Tell };
        ActivitySource.AddActivityListener(listener);
    }

    public override void OnEnd(Span data)
    {
        data.DisplayName = RedactedText.Of(data.DisplayName);
        if (data.StatusDescription is { } end)
            data.SetStatus(data.Status, RedactedText.Of(end));
        foreach (var (tag, value) in data.TagObjects.Where(Tells).ToList())
            data.SetTag(tag, RedactedText.OfValue(value));
        // Made in some other way. Better no span than what is in it.
        if (data.Events.Any(happened => happened.Tags.Any(Tells)))
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            listener.Dispose();
        base.Dispose(disposing);
    }

    private static bool Tells(KeyValuePair<string, object?> tag) => !Equals(RedactedText.OfValue(tag.Value), tag.Value);

    private static void Tell(Span span, Exception exception, ref TagList tags)
    {
        for (var i = 0; i < tags.Count; i++)
            tags[i] = KeyValuePair.Create(tags[i].Key, RedactedText.OfValue(tags[i].Value));
        var told = RedactedException.Of(exception);
        Add(Message, told.Message, ref tags);
        Add(Stack, told.ToString(), ref tags);
    }

    private static void Add(string name, string text, ref TagList tags)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
                return;
        }

        tags.Add(name, text);
    }
}
