using System.Text.Json;
using Seatkeeper.Connectors.Ahrefs;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.Pictures;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.AhrefsProbe;

/// <summary>What one look of the probe told: the page's language, and of each landmark how many elements fit.</summary>
internal sealed record ProbeLook(string Language, IReadOnlyList<CountedLandmark> Landmarks);

/// <summary>A landmark as it was counted.</summary>
internal sealed record CountedLandmark(string Key, int Count, string? Candidate);

/// <summary>Tells what a place shows, and keeps a picture of it.</summary>
internal sealed class ProbeEyes(AhrefsVisit visit)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private static readonly string CountScript = PageScripts.Of("probe.js");
    private readonly HashSet<string> looked = new(StringComparer.Ordinal);
    private readonly HashSet<string> languages = new(StringComparer.Ordinal);

    /// <summary>Every landmark that was asked for so far.</summary>
    public IReadOnlySet<string> Looked => looked;

    /// <summary>The one language of all places, where the map knows it.</summary>
    public string? Language => languages is { Count: 1 } && languages.Single() is var only && visit.Map.Languages.ContainsKey(only) ? only : null;

    public async Task<ProbedPlace> TellAsync(ProbePlace place, AhrefsPage page, string? trouble, IReadOnlyList<string> unknown, CancellationToken cancel)
    {
        var keys = place.Landmarks.Where(expected => visit.Map.Landmarks.ContainsKey(expected.Key)).ToList();
        looked.UnionWith(keys.Select(expected => expected.Key));
        IReadOnlyList<CountedLandmark> found = [];
        // A page that lets nobody look any more, such as one that opened a window, is told like any other that is not as it should be.
        var unseen = await PlaceTrouble.TryAsync(async () => found = await CountAsync(keys, page, cancel));
        var counted = found.ToDictionary(landmark => landmark.Key, StringComparer.Ordinal);
        // In a language that the map does not know nothing can be counted.
        var landmarks = keys.Select(expected => counted.GetValueOrDefault(expected.Key) is { } one
            ? new ProbedLandmark(expected.Key, expected.StateOf(one.Count), one.Count, one.Candidate)
            : new ProbedLandmark(expected.Key, expected.StateOf(0), 0, Candidate: null)).ToList();
        return new ProbedPlace(place.Name, landmarks, trouble ?? unseen, unknown, await PictureAsync(place, page));
    }

    private async Task<IReadOnlyList<CountedLandmark>> CountAsync(IEnumerable<Expected> keys, AhrefsPage page, CancellationToken cancel)
    {
        var asked = new { keys = keys.Select(expected => expected.Key) };
        var look = JsonSerializer.Deserialize<ProbeLook>(await page.AskAsync(CountScript, asked, FailurePhase.Read, cancel), Web)
            ?? throw AhrefsPage.Fault(FailureKind.BrowserFailure, FailurePhase.Read, "the page's reader told nothing");
        languages.Add(look.Language);
        return look.Landmarks;
    }

    // A place that cannot be pictured is told all the same, whatever the place where pictures are kept is up to.
    private async Task<string?> PictureAsync(ProbePlace place, AhrefsPage page)
    {
        try
        {
            var shown = await EvidenceCamera.ShootAsync(page.Page, $"Probe.{place.Name}", () => EvidenceCamera.TreeAsync(page.Page), visit.Privacy, page.TextAsync);
            return shown is null ? null : await visit.Run.SaveEvidenceAsync(shown, CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }
}
