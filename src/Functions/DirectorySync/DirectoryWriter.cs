using Azure;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.GroupEvents;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.DirectorySync;

/// <summary>
/// Writes what Graph tells of people, and tells in the activity what a person has to know. Done again, it comes to the same. Made anew
/// for each round, because it remembers everybody.
/// </summary>
public sealed class DirectoryWriter(WorkspaceUsersTable users, ActivityTable activity, TaskItemsTable items, FollowedGroups followed)
{
    private const int MostTries = 10;

    private PersonMerge? known;

    /// <summary>Whoever came to be known since some time, or is there again, whichever try wrote them: groups may have named them before.</summary>
    public IReadOnlyList<string> ListNewPeople(DateTimeOffset? since) =>
        known is null ? [] : [.. known.Synced.Where(person => person.Directory is { State: DirectoryState.Present } facts && !(facts.Since <= since)).Select(person => person.Id)];

    /// <summary>Reads everybody; called before anything is written.</summary>
    public async Task LoadAsync(CancellationToken cancel) => known = new PersonMerge(await users.ReadAllAsync(cancel));

    /// <summary>Writes one page.</summary>
    public Task<SyncCounts> WriteAsync(AutomatedTask task, IReadOnlyList<GraphPerson> page, CancellationToken cancel) =>
        TryAsync(task, merge => [.. Last(page).Select(told => merge.Take(told, task.CreatedAt)).OfType<MergedPerson>().Where(merged => merged.Kind != MergeKind.None)], cancel);

    /// <summary>Marks whom a complete list does not have. Nothing else follows from it.</summary>
    public async Task<SyncCounts> WriteMissingAsync(AutomatedTask task, IReadOnlySet<string> seen, CancellationToken cancel)
    {
        var counts = await TryAsync(task, merge => [.. merge.Synced.Where(person => IsMissed(person, seen)).Select(person => PersonMerge.Missing(person, task.CreatedAt))], cancel);
        return new SyncCounts(Missing: counts.Moved);
    }

    private static bool IsMissed(DirectoryPerson person, IReadOnlySet<string> seen) =>
        person.Directory is { } facts && IsListed(facts) && !seen.Contains(facts.ObjectId);

    // A page may tell of somebody twice; the later is the truth.
    private static IEnumerable<GraphPerson> Last(IReadOnlyList<GraphPerson> page) => page.Reverse().DistinctBy(person => person.ObjectId, StringComparer.Ordinal).Reverse();

    private async Task<SyncCounts> TryAsync(AutomatedTask task, Func<PersonMerge, IReadOnlyList<MergedPerson>> merge, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var merged = merge(known ?? throw new InvalidOperationException("Nobody was loaded."));
            if (attempt == 1 && merged.Any(one => one.Kind == MergeKind.Added))
            {
                // A round takes minutes, and a new row clashes with nobody's: whoever came by an import or SCIM meanwhile is not made twice.
                await LoadAsync(cancel);
                merged = merge(known);
            }

            if (merged.Count == 0)
                return new SyncCounts();
            try
            {
                // First what is told, under ids that are the same at every try: after a crash nothing is missing in it.
                await TellAsync(task, merged, cancel);
                await users.SaveAsync(merged.Where(one => one.Kind != MergeKind.LeftAlone).Select(one => one.After), cancel);
                // Whoever took up the mark before the rows were there read the groups without them.
                await MarkGroupsAsync(task, merged, cancel);
                return Counted(merged);
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412 && attempt < MostTries)
            {
                // Somebody else changed one of them, or a page before did: what is told holds, and is put on top of that.
                await LoadAsync(cancel);
            }
        }
    }

    private static SyncCounts Counted(IReadOnlyList<MergedPerson> merged)
    {
        int Of(MergeKind kind) => merged.Count(one => one.Kind == kind);
        return new SyncCounts(Of(MergeKind.Added), Of(MergeKind.Changed), Of(MergeKind.Linked), Of(MergeKind.Moved));
    }

    private async Task TellAsync(AutomatedTask task, IReadOnlyList<MergedPerson> merged, CancellationToken cancel)
    {
        // Whoever was told apart: hundreds of new people are a number of the task.
        var told = merged.Where(one => one.Kind is MergeKind.Linked or MergeKind.Changed or MergeKind.Moved || one.Note is not null).ToList();
        await activity.AppendAsync(null, [.. told.Select(one => Entry(task, one))], cancel);
        await items.InsertAsync(task.Id, [.. told.Where(one => one.Kind != MergeKind.Changed).Select(one => Item(task, one))], cancel);
        await MarkGroupsAsync(task, merged, cancel);
    }

    private async Task MarkGroupsAsync(AutomatedTask task, IReadOnlyList<MergedPerson> merged, CancellationToken cancel)
    {
        var cause = new GroupCause("directory", task.Id, task.CreatedAt);

        // Who is restored was in their groups all the while and was listed in none. Graph tells of neither as a change of a group, so that
        // a group which was read in between lacks them until it is read again; nobody knows which.
        if (merged.Any(IsListedAgain))
        {
            await followed.MarkAllAsync(cause, cancel);
            return;
        }

        // Groups know the object id of somebody who is found now to have another id here.
        var ids = merged.Where(one => one.Kind == MergeKind.Linked).Select(one => one.After.Directory?.ObjectId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (ids.Count > 0)
            await followed.MarkNamingAsync(ids, cause, cancel);
    }

    private static bool IsListedAgain(MergedPerson one) => one.Before?.Directory is { } before && !IsListed(before) && one.After.Directory is { } after && IsListed(after);

    private static bool IsListed(DirectoryFacts facts) => facts.State is DirectoryState.Present or DirectoryState.Disabled;

    private static ActivityEntry Entry(AutomatedTask task, MergedPerson one) => new(
        $"{task.Id}:{EventOf(one)}:{one.After.Directory?.ObjectId}", task.CreatedAt, task.ActorId, task.ActorName, EventOf(one), one.After.Email, UserId: one.After.Id,
        Before: one.Kind == MergeKind.Moved ? one.Before?.Directory?.State.ToString() : one.Before is { } before ? Text(before) : null,
        After: one.Note ?? (one.Kind == MergeKind.Moved ? one.After.Directory?.State.ToString() : Text(one.After)), TaskId: task.Id);

    private static TaskItem Item(AutomatedTask task, MergedPerson one) => new()
    {
        TaskId = task.Id,
        Id = $"{EventOf(one)}-{one.After.Directory?.ObjectId}",
        Action = EventOf(one),
        Target = one.After.Email,
        Status = TaskItemStatus.Completed,
        Result = one.Note ?? (one.Kind == MergeKind.Linked ? "Is the person who was imported with this address." : $"Is {one.After.Directory?.State} in the directory."),
    };

    private static string EventOf(MergedPerson one) => one switch
    {
        { Note: not null } => "personAmbiguous",
        { Kind: MergeKind.Linked } => "personLinked",
        { Kind: MergeKind.Changed } => "personChanged",
        { After.Directory.State: DirectoryState.Missing } => "personMissing",
        { After.Directory.State: DirectoryState.Present } => "personPresent",
        { After.Directory.State: DirectoryState.Disabled } => "personDisabled",
        _ => "personDeleted",
    };

    private static string Text(DirectoryPerson person) => $"{person.Name}, {person.Username}, {string.Join(", ", person.Aliases.Prepend(person.Email))}";
}
