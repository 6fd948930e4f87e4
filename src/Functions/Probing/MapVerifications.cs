using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Probing;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Probing;

/// <summary>Records a person's word about a page map, as far as that very probe bears it out.</summary>
public sealed class MapVerifications(VerifiedMapsTable table, ActivityTable activity)
{
    /// <summary>Verifies the map for the changes whose landmarks were all found; for none, where none was complete.</summary>
    public async Task<ProbeVerificationResponse> VerifyAsync(AutomatedTask task, ProbeReport report, AppWorkspace? pinned, string word, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(report);
        // Whoever asks for a retry has said nothing: the word was another's, or about another day.
        if (task.RetryOf is not null)
            return new ProbeVerificationResponse(IsVerified: false, [], "A retry only looks: give your word with a probe of your own.");
        var complete = report.Effects.Where(effect => effect.Lacking.Count == 0).Select(effect => effect.Effect).ToList();
        if (FindRefusal(report, pinned) is { } refusal)
            return new ProbeVerificationResponse(IsVerified: false, [], refusal);
        if (complete.Count == 0 || report.Language is not { } language || pinned is null)
            return new ProbeVerificationResponse(IsVerified: false, [], "Of every change the probe lacks something that it uses, so nothing is verified.");

        // By the task, so that a second run of this step comes to the same.
        var verification = new MapVerification(
            report.Map.Host, report.Map.Digest, language, pinned.Id, complete, word, task.ActorId, task.ActorName, task.CreatedAt, task.Id);
        await table.PutAsync(verification, cancel);
        if (task.HubId is { } hubId)
        {
            await activity.AppendAsync(hubId, new ActivityEntry(
                $"{task.Id}:pageMapVerified", task.CreatedAt, task.ActorId, task.ActorName, "pageMapVerified", $"{report.Map.Host}, {language}, map {report.Map.Digest}",
                After: $"{string.Join(", ", complete)}: {word}", TaskId: task.Id), cancel);
        }

        return new ProbeVerificationResponse(IsVerified: true, complete, complete.Count == report.Effects.Count ? null : "The other changes lack something, and stay refused on the real site.");
    }

    /// <summary>What is verified of the probed map, in its language and workspace; or null.</summary>
    public async Task<MapVerification?> FindAsync(ProbeReport report, AppWorkspace? pinned, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(report);
        return pinned is null ? null : (await table.FindAsync(report.Map.Host, report.Map.Digest, pinned.Id, cancel)).FirstOrDefault(found => found.Language == report.Language);
    }

    private static string? FindRefusal(ProbeReport report, AppWorkspace? pinned) =>
        pinned is null || report.Workspace is not { } open ? "No page tells which workspace is open."
        : open.Id != pinned.Id ? "Another workspace is open than the hub's, or the page tells no id of it."
        : report.Language is null ? "The pages are in no language that the map knows, or in more than one."
        : null;
}
