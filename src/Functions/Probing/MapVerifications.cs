using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Probing;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Probing;

/// <summary>What is to be made of a person's word.</summary>
/// <param name="Answer">What the person is told.</param>
/// <param name="Record">What is recorded, in place of whatever was verified before; null where nothing is.</param>
/// <param name="IsDoubt">The probe speaks against whatever was verified in the workspace before.</param>
public sealed record JudgedWord(ProbeVerificationResponse Answer, MapVerification? Record = null, bool IsDoubt = false);

/// <summary>Judges a person's word about a page map, and records it as far as that very probe bears it out.</summary>
public sealed class MapVerifications(VerifiedMapsTable table, ActivityTable activity, HubPeopleTable people, WorkspaceUsersTable users)
{
    /// <summary>
    /// The changes whose landmarks were all found; none, where none was complete: then whatever was verified before is so no longer, and
    /// neither is it where the pages are not the hub's, or in no language that can be told.
    /// Whether the word may be given at all is looked up now, and not when it was.
    /// </summary>
    public async Task<JudgedWord> JudgeAsync(AutomatedTask task, ProbeReport report, Hub? hub, string word, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(report);
        if (await FindRefusalAsync(task, hub, cancel) is { } refusal)
            return Refused(refusal);
        if (FindRefusal(report, hub?.Workspace) is { } mismatch)
            return Refused(mismatch) with { IsDoubt = true };
        if (report is not { Workspace: { } open, Language: { } language })
            return Refused("No page tells which workspace is open, or in which language it is.") with { IsDoubt = true };

        var complete = report.Effects.Where(effect => effect.Lacking.Count == 0).ToList();
        var others = complete.Where(effect => effect.Way != ControlWay.Menu).ToDictionary(effect => effect.Effect, effect => effect.Way);
        // By the task, so that a second run of this step comes to the same.
        var record = new MapVerification(
            report.Map.Host, report.Map.Digest, language, open.Id, [.. complete.Select(effect => effect.Effect)], word, task.ActorId, task.ActorName, task.CreatedAt, task.Id, others,
            [.. complete.Where(effect => effect.Searches).Select(effect => effect.Effect)]);
        var reason = complete.Count == 0 ? "Of every change the probe lacks something that it uses: nothing is verified, and what was before is so no longer."
            : complete.Count < report.Effects.Count ? "The other changes lack something, and stay refused on the real site."
            : null;
        return new JudgedWord(new ProbeVerificationResponse(complete.Count > 0, record.Effects, reason), record, IsDoubt: true);
    }

    /// <summary>Whether the word of a probe that told nothing counts against what was verified before: it was a person's who may give one.</summary>
    public async Task<bool> IsDoubtAsync(AutomatedTask task, Hub? hub, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        return await FindRefusalAsync(task, hub, cancel) is null;
    }

    /// <summary>
    /// Takes back what was verified in the hub's workspace before, ahead of anything that is told of the probe: all of it, or with a new
    /// record all but what is about the same map in other languages. So no word comes back with a map that is put in its place again.
    /// </summary>
    public async Task TakeBackAsync(AutomatedTask task, Hub? hub, MapVerification? record, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (hub?.Workspace is not { HasId: true } pinned)
            return;
        // A step that is repeated late takes no later word back.
        var over = (await table.ListOfWorkspaceAsync(pinned.Id, cancel))
            .Where(found => found.Effects.Count > 0 && found.At <= task.CreatedAt && !(IsOfMap(found, record) && found.Language != record?.Language)).ToList();
        var told = over.Where(found => !IsOfMap(found, record)).ToList();
        if (told.Count > 0)
        {
            var which = string.Join("; ", told.Select(found => $"{found.Host}, {found.Language}, map {found.MapDigest}"));
            await activity.AppendAsync(hub.Id, new ActivityEntry(
                $"{task.Id}:pageMapDoubted", task.CreatedAt, task.ActorId, task.ActorName, "pageMapWordTakenBack", which, TaskId: task.Id), cancel);
        }

        foreach (var found in over)
            await table.PutAsync(found with { Effects = [], Ways = null, ById = task.ActorId, ByName = task.ActorName, At = task.CreatedAt, TaskId = task.Id }, cancel);
    }

    /// <summary>Records a judged word; a second time, the same comes of it. The row that permits something is the last that is written.</summary>
    public async Task RecordAsync(AutomatedTask task, MapVerification record, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(record);
        // A step that is repeated late puts no earlier word over a later one.
        if ((await table.FindAsync(record.Host, record.MapDigest, record.WorkspaceId, cancel)).Any(found => found.Language == record.Language && found.At > record.At))
            return;
        var what = record.Effects.Count == 0 ? "pageMapWordTakenBack" : "pageMapVerified";
        if (task.HubId is { } hubId)
        {
            await activity.AppendAsync(hubId, new ActivityEntry(
                $"{task.Id}:{what}", task.CreatedAt, task.ActorId, task.ActorName, what, $"{record.Host}, {record.Language}, map {record.MapDigest}",
                After: $"{string.Join(", ", record.Effects)}: {record.Word}", TaskId: task.Id), cancel);
        }

        await table.PutAsync(record, cancel);
    }

    /// <summary>What is verified of the probed map, in its language and workspace; or null.</summary>
    public async Task<MapVerification?> FindAsync(ProbeReport report, AppWorkspace? pinned, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(report);
        return pinned is null ? null : (await table.FindAsync(report.Map.Host, report.Map.Digest, pinned.Id, cancel)).FirstOrDefault(found => found.Language == report.Language);
    }

    private static bool IsOfMap(MapVerification found, MapVerification? record) =>
        record is not null && string.Equals(found.Host, record.Host, StringComparison.OrdinalIgnoreCase) && found.MapDigest == record.MapDigest;

    private static JudgedWord Refused(string reason) => new(new ProbeVerificationResponse(IsVerified: false, [], reason));

    private async Task<string?> FindRefusalAsync(AutomatedTask task, Hub? hub, CancellationToken cancel) =>
        // Whoever asks for a retry has said nothing: the word was another's, or about another day.
        task.RetryOf is not null ? "A retry only looks: give your word with a probe of your own."
        : task.Cancellation is not null ? "The probe was stopped, so nothing came of the word."
        : hub is null || !await ManagesAsync(task.ActorId, hub.Id, cancel) ? "Whoever gave the word does not manage the hub any more."
        : null;

    private async Task<bool> ManagesAsync(string personId, string hubId, CancellationToken cancel) =>
        await users.FindAsync(personId, cancel) is { Active: true } person
        && AccessRules.Of(person.Role, await people.FindRoleAsync(hubId, personId, cancel)) == HubAccess.Manage;

    private static string? FindRefusal(ProbeReport report, AppWorkspace? pinned) =>
        pinned is null || report.Workspace is not { } open ? "No page tells which workspace is open."
        : !pinned.HasId ? NameAlone
        : open.Id != pinned.Id ? "Another workspace is open than the hub's, or the page tells no id of it."
        : report.Language is null ? "The pages are in no language that the map knows, or in more than one."
        : null;

    internal const string NameAlone =
        "The hub knows its workspace by its name alone, and another of that name could not be told from it. Let the page map tell the id (answers.workspaceInfo.fields.workspaceId), and connect the hub again.";
}
