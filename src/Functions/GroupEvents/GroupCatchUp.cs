using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.GroupEvents;

/// <summary>
/// Catches up on changes of groups by change tracking, whether or not a notification came of them: what changed is marked, and the
/// checkpoint follows the marks. Where Graph does not know the changes any more, every group that hubs are mapped to is marked.
/// </summary>
public sealed class GroupCatchUp(GraphGroupChanges graph, TenantCheckpoints checkpoints, FollowedGroups followed, GroupMarksTable marks, SilentSubscriptions silent)
{
    private const string Subject = "groups";

    /// <summary>Catches up to now.</summary>
    /// <exception cref="AppFailureException">Graph did not answer to the end; the next try goes on from there.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        var checkpoint = await checkpoints.ReadAsync(Subject, cancel);
        try
        {
            if (checkpoint.Link is null && checkpoint.Next is null)
                await BeginAsync(checkpoint, cancel);
            else
                await FollowAgainAsync(checkpoint, cancel);
        }
        catch (DeltaEndedException)
        {
            await BeginAsync(await checkpoints.ReadAsync(Subject, cancel), cancel);
        }
    }

    // First the link, then the marks: what changes between the two is told by the next round too.
    private async Task BeginAsync(DirectoryCheckpoint checkpoint, CancellationToken cancel)
    {
        var link = await LatestAsync(cancel);
        await followed.MarkAllAsync(new GroupCause("reconcile", null, silent.Now), cancel);
        await WriteAsync(checkpoint with { Link = link, Next = null, IsOfNewTenant = false, At = silent.Now }, cancel);
    }

    private async Task<string?> LatestAsync(CancellationToken cancel)
    {
        try
        {
            var links = new GraphLinks("changes");
            var page = await graph.ReadAsync(link: null, cancel);
            while (links.Follow(page.NextLink) is { } next)
                page = await graph.ReadAsync(next, cancel);
            return page.DeltaLink;
        }
        catch (DeltaEndedException e)
        {
            throw GraphTrouble.NoBeginning(e);
        }
    }

    // A page that is not known any more is no end of the round's beginning.
    private async Task FollowAgainAsync(DirectoryCheckpoint checkpoint, CancellationToken cancel)
    {
        try
        {
            await FollowAsync(checkpoint, cancel);
        }
        catch (DeltaEndedException e) when (e.IsOfPage && checkpoint is { Link: not null, Next: not null })
        {
            await FollowAsync(await WriteAsync(await checkpoints.ReadAsync(Subject, cancel) with { Next = null }, cancel), cancel);
        }
    }

    private async Task FollowAsync(DirectoryCheckpoint checkpoint, CancellationToken cancel)
    {
        var begun = silent.Now;
        var concerned = 0;
        var links = new GraphLinks("changes");
        while (true)
        {
            var page = await graph.ReadAsync(links.Follow(checkpoint.Next ?? checkpoint.Link), cancel);
            var cause = new GroupCause("delta", null, begun);
            var wanted = (await followed.ConcernedAsync(page.GroupIds, cancel)).Select(one => one.Concerned).Distinct(StringComparer.Ordinal).ToDictionary(id => id, _ => cause, StringComparer.Ordinal);
            await marks.MarkAsync(wanted, cancel);
            concerned += wanted.Count;
            if (page.DeltaLink is { } last)
            {
                var since = await silent.JudgeAsync(checkpoint, concerned > 0, cancel);
                await WriteAsync(checkpoint with { Link = last, Next = null, At = begun, SilentSince = since }, cancel);
                return;
            }

            checkpoint = await WriteAsync(checkpoint with { Next = page.NextLink }, cancel);
        }
    }

    private async Task<DirectoryCheckpoint> WriteAsync(DirectoryCheckpoint checkpoint, CancellationToken cancel) =>
        await checkpoints.TryWriteAsync(checkpoint, cancel) ?? throw new AppFailureException(new Failure(FailureKind.ConcurrentChange, Detail: "Another run catches up on groups."));
}
