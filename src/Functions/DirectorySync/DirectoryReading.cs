using Azure;
using Microsoft.Extensions.Logging;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.DirectorySync;

/// <summary>
/// Reads people page by page and writes what is new of them. The checkpoint follows what was written, never the other way round: a crash
/// in between reads some pages again, which changes nothing.
/// </summary>
public sealed partial class DirectoryReading(GraphUsers graph, TenantCheckpoints checkpoints, DirectoryWriter writer, CheckBlobs blobs, ILogger<DirectoryReading> logger)
{
    /// <summary>The checkpoint's name.</summary>
    public const string Subject = "users";

    /// <summary>Under which name the directory's guard and blobs are kept, which otherwise are a hub's.</summary>
    public const string Ground = "directory";

    private const int PagesPerCheckpoint = 10;

    /// <summary>Reads to the end of the round.</summary>
    /// <param name="task">The task that reads.</param>
    /// <param name="tell">Is given whoever came to be known since the round before, before this one is over: where it is cut short, they are told again.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="AppFailureException">Graph did not answer to the end; what was read before is kept, and the next try goes on from there.</exception>
    public async Task<SyncCounts> ReadAsync(AutomatedTask task, Func<IReadOnlyCollection<string>, Task> tell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(tell);
        try
        {
            return await RoundAsync(task, await checkpoints.ReadAsync(Subject, cancel), tell, cancel);
        }
        catch (DeltaEndedException e) when (e.IsOfPage)
        {
            LogFromTheLink();
            return await AgainAsync(task, await checkpoints.ReadAsync(Subject, cancel), tell, cancel);
        }
        catch (DeltaEndedException)
        {
            // Everybody is read anew. Whoever is not in that list is missing, and stays: leaving is said, never concluded.
            LogFromTheStart();
            return await AnewAsync(task, await checkpoints.ReadAsync(Subject, cancel), tell, cancel);
        }
    }

    // What was written of the round so far is as true as before. Where its beginning is no longer known either, everybody is read.
    private async Task<SyncCounts> AgainAsync(AutomatedTask task, DirectoryCheckpoint cut, Func<IReadOnlyCollection<string>, Task> tell, CancellationToken cancel)
    {
        if (cut.Link is null)
            return await AnewAsync(task, cut, tell, cancel);
        try
        {
            return await RoundAsync(task, await WriteAsync(cut with { Next = null, Seen = null }, cancel), tell, cancel);
        }
        catch (DeltaEndedException)
        {
            LogFromTheStart();
            return await AnewAsync(task, await checkpoints.ReadAsync(Subject, cancel), tell, cancel);
        }
    }

    private async Task<SyncCounts> AnewAsync(AutomatedTask task, DirectoryCheckpoint ended, Func<IReadOnlyCollection<string>, Task> tell, CancellationToken cancel)
    {
        try
        {
            return await RoundAsync(task, await WriteAsync(ended with { Link = null, Next = null, IsFull = true, Seen = null }, cancel), tell, cancel);
        }
        catch (DeltaEndedException e)
        {
            throw GraphTrouble.NoBeginning(e);
        }
    }

    private async Task<SyncCounts> RoundAsync(AutomatedTask task, DirectoryCheckpoint checkpoint, Func<IReadOnlyCollection<string>, Task> tell, CancellationToken cancel)
    {
        var round = checkpoint.Next is null ? checkpoint with { IsFull = checkpoint.Link is null, Seen = null } : checkpoint;
        var seen = round.Seen is { } kept ? (await blobs.ReadAsync<SeenPeople>(kept, cancel)).ObjectIds.ToHashSet(StringComparer.Ordinal) : new HashSet<string>(StringComparer.Ordinal);
        await writer.LoadAsync(cancel);
        var counts = new SyncCounts();
        var links = new GraphLinks("changes");
        var link = round.Next ?? round.Link;
        for (var pages = 1; ; pages++)
        {
            GraphUsersPage page;
            try
            {
                page = await graph.ReadAsync(links.Follow(link), cancel);
            }
            catch (AppFailureException)
            {
                await KeepAsync(round, link, seen, cancel);
                await tell(writer.ListNewPeople(round.At));
                throw;
            }

            counts = Sum(counts, await writer.WriteAsync(task, page.People, cancel));
            seen.UnionWith(page.People.Where(person => person.Deletion == GraphDeletion.None).Select(person => person.ObjectId));
            if (page.DeltaLink is { } last)
            {
                await tell(writer.ListNewPeople(round.At));
                return Sum(counts, await EndAsync(task, round, seen, last, cancel));
            }

            link = page.NextLink;
            if (pages % PagesPerCheckpoint == 0)
                round = await KeepAsync(round, link, seen, cancel);
        }
    }

    private async Task<SyncCounts> EndAsync(AutomatedTask task, DirectoryCheckpoint round, IReadOnlySet<string> seen, string link, CancellationToken cancel)
    {
        // Nobody at all in a whole tenant is no fact about people; the app itself is let in by somebody.
        if (round.IsFull && seen.Count == 0)
            throw new AppFailureException(new Failure(FailureKind.DirectoryUnavailable, Detail: "Graph listed nobody at all: that is not taken for the whole directory."));
        var counts = round is { IsFull: true, IsOfNewTenant: false } ? await writer.WriteMissingAsync(task, seen, cancel) : new SyncCounts();
        await WriteAsync(round with { Link = link, Next = null, IsFull = false, IsOfNewTenant = false, Seen = null, At = task.CreatedAt }, cancel);
        return counts;
    }

    private async Task<DirectoryCheckpoint> KeepAsync(DirectoryCheckpoint round, string? link, IReadOnlySet<string> seen, CancellationToken cancel)
    {
        if (link == (round.Next ?? round.Link))
            return round;
        var kept = round.IsFull ? await blobs.WriteAsync(Ground, "seen", new SeenPeople([.. seen.Order(StringComparer.Ordinal)]), cancel) : null;
        return await WriteAsync(round with { Next = link, Seen = kept }, cancel);
    }

    private async Task<DirectoryCheckpoint> WriteAsync(DirectoryCheckpoint checkpoint, CancellationToken cancel) =>
        await checkpoints.TryWriteAsync(checkpoint, cancel) ?? throw new AppFailureException(new Failure(FailureKind.ConcurrentChange, Detail: "Another run reads the directory."));

    private static SyncCounts Sum(SyncCounts one, SyncCounts other) =>
        new(one.Added + other.Added, one.Changed + other.Changed, one.Linked + other.Linked, one.Moved + other.Moved, one.Missing + other.Missing);

    [LoggerMessage(LogLevel.Warning, "Graph does not know the changes of people since the last time any more; everybody is read")]
    private partial void LogFromTheStart();

    [LoggerMessage(LogLevel.Warning, "Graph does not know the page any more at which reading people was cut short; the round is read again")]
    private partial void LogFromTheLink();
}

/// <summary>Whom a round has seen so far.</summary>
internal sealed record SeenPeople(IReadOnlyList<string> ObjectIds);
