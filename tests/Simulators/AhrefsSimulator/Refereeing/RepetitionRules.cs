using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Journaling;

namespace Seatkeeper.AhrefsSimulator.Refereeing;

internal static class RepetitionRules
{
    private static readonly HashSet<string> Submits = new(StringComparer.Ordinal)
    {
        "simInviteMembers", "simChangeRole", "simRemoveMember", "simResendInvitation", "simCancelInvitation",
    };

    /// <summary>V8: the same was submitted again, and nobody had read both lists to their end in between.</summary>
    public static IEnumerable<Violation> SecondSubmitWithoutReading(CaseFile file)
    {
        // Who reads one workspace has read nothing of another.
        var readings = new Dictionary<string, ReadingProgress>(StringComparer.Ordinal);
        var submitted = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var clicks = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in file.Requests)
        {
            var workspace = request.WorkspaceId ?? "";
            if (!readings.TryGetValue(workspace, out var reading))
                readings[workspace] = reading = new ReadingProgress();
            reading.Note(request);
            if (!Submits.Contains(request.Name)) continue;
            // Asking for the price and then confirming it is one submit in two steps.
            var isPriceQuestion = request.HttpStatus == 402;
            if (file.ClickOf(request) is { } click && !clicks.Add(click)) continue;
            foreach (var target in (request.After?["targets"] as JsonArray ?? []).Select(t => $"{request.Name} {t}"))
            {
                if (submitted.TryGetValue($"{workspace} {target}", out var before) && !reading.CompletedBothSince(before))
                    yield return new Violation("V8", request.Seq, $"{target} was submitted again without reading both lists.");
                if (!isPriceQuestion) submitted[$"{workspace} {target}"] = request.Seq;
            }
        }
    }

    /// <summary>Follows how far each list was read.</summary>
    private sealed class ReadingProgress
    {
        private readonly Dictionary<string, (int Started, int Rows)> running = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> started = new(StringComparer.Ordinal);

        public void Note(JournalEntry request)
        {
            if (request.HttpStatus != 200 || !request.AnswerSent || request.After is not JsonObject detail) return;
            if (request.Name == "tkGetWorkspaceInfo")
            {
                started["confirmed"] = request.Seq;
                if (detail["pending"] is not null) started["pending"] = request.Seq;
            }

            if (request.Name != "simListMembers" || detail["query"]?.ToString() is { Length: > 0 }) return;
            var kind = detail["kind"]?.ToString() ?? "confirmed";
            var offset = detail["offset"]?.GetValue<int>() ?? 0;
            var now = offset == 0 ? (Started: request.Seq, Rows: 0) : running.GetValueOrDefault(kind);
            now.Rows += detail["rows"]?.GetValue<int>() ?? 0;
            running[kind] = now;
            if (now.Rows >= (detail["total"]?.GetValue<int>() ?? 0)) started[kind] = now.Started;
        }

        public bool CompletedBothSince(int seq) =>
            started.TryGetValue("confirmed", out var confirmed) && confirmed > seq && started.TryGetValue("pending", out var pending) && pending > seq;
    }
}
