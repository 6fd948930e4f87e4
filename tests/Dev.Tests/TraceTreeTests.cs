using Seatkeeper.Dev.Running;
using Spectre.Console;

namespace Seatkeeper.Dev.Tests;

public sealed class TraceTreeTests
{
    [Fact]
    public void Spans_stand_below_their_parents_in_the_order_of_their_start_and_tell_what_failed()
    {
        using var written = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(written) });
        console.Profile.Capabilities.Unicode = true;
        console.Write(TraceTree.Of(
        [
            Span("c", "b", "Open confirmed", 20, "ReadIncomplete"), Span("b", "a", "Visit ReadMembersAsync", 10), Span("d", "made by the host", "function Last", 90), Span("a", null, "function First", 0),
        ]));

        Assert.Equal(
            ["4 spans, 00:00.140", "├── function First 50 ms", "│   └── Visit ReadMembersAsync 50 ms", "│       └── Open confirmed 50 ms ReadIncomplete", "└── function Last 50 ms"],
            written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()));
    }

    private static TracedSpan Span(string id, string? parent, string name, int startMs, string status = "Unset") =>
        new("trace", id, parent, name, DateTimeOffset.UnixEpoch.AddMilliseconds(startMs), 50, status);
}
