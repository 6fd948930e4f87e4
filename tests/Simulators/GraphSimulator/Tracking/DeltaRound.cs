using Seatkeeper.GraphSimulator.Model;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Tracking;

/// <summary>One object of a round, with those of its members that are told on this page.</summary>
internal sealed record DeltaEntry(DirectoryObject Subject, IReadOnlyList<DirectoryObject> Members);

/// <summary>The pages of one round of change tracking. What is on them is decided when the round begins, what it looks like when it is read.</summary>
internal sealed class DeltaRound
{
    private DeltaRound(string resource, DeltaScope scope, long until, DateTimeOffset begunAt, IReadOnlyList<IReadOnlyList<DeltaEntry>> pages)
    {
        Resource = resource;
        Scope = scope;
        Until = until;
        BegunAt = begunAt;
        Pages = pages;
    }

    public string Resource { get; }

    public DeltaScope Scope { get; }

    /// <summary>The last change that the round tells of.</summary>
    public long Until { get; }

    public DateTimeOffset BegunAt { get; }

    public IReadOnlyList<IReadOnlyList<DeltaEntry>> Pages { get; }

    /// <summary>A round without a token: everything that is there.</summary>
    public static DeltaRound First(SimWorld world, string resource, DeltaScope scope)
    {
        IEnumerable<DirectoryObject> all = resource == "users" ? world.Tenant.Users : world.Tenant.Groups;
        var told = all.Where(subject => subject.IsLive || (world.Options.DeltaListsDeleted && subject.Life == Life.SoftlyDeleted))
            .Select(subject => new DeltaEntry(subject, scope.TracksMembers && subject is DirectoryGroup { IsLive: true } group ? group.Listed : []));
        return Of(world, resource, scope, told);
    }

    /// <summary>A round that tells what changed since a state.</summary>
    public static DeltaRound After(SimWorld world, DeltaState state)
    {
        var changed = new Dictionary<DirectoryObject, (Dictionary<string, DirectoryObject> Members, bool Told)>();
        foreach (var change in world.Tenant.Log.Between(state.Since - world.Options.DeltaReplays, UpTo(world)))
        {
            if (!Concerns(change, state)) continue;
            if (!changed.TryGetValue(change.Subject, out var entry)) entry = (new(StringComparer.Ordinal), Told: false);
            var told = entry.Told || IsTold(change, state.Scope);
            if (state.Scope.TracksMembers)
            {
                // Whoever can be restored is told neither as gone nor as there.
                foreach (var member in change.Members.Where(one => one.Member.Life != Life.SoftlyDeleted)) entry.Members[member.Member.Id] = member.Member;
            }

            changed[change.Subject] = (entry.Members, told);
        }

        return Of(world, state.Resource, state.Scope, changed.Where(c => c.Value.Told).Select(c => new DeltaEntry(c.Key, [.. c.Value.Members.Values])));
    }

    /// <summary>A round that tells nothing, for those who want to know only what comes.</summary>
    public static DeltaRound Latest(SimWorld world, string resource, DeltaScope scope) => new(resource, scope, UpTo(world), world.Clock.Now, [[]]);

    private static DeltaRound Of(SimWorld world, string resource, DeltaScope scope, IEnumerable<DeltaEntry> told)
    {
        var entries = told.Where(entry => scope.Ids is null || scope.Ids.Contains(entry.Subject.Id)).ToList();
        if (world.Options.DeltaRepeats) entries = [.. entries, .. entries];
        if (world.Options.DeltaShuffled) world.Random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(entries));
        var pages = new List<IReadOnlyList<DeltaEntry>>();
        for (var i = 0; i < world.Options.DeltaEmptyPages; i++) pages.Add([]);
        pages.AddRange(InPages(entries, Math.Min(scope.PageSize ?? int.MaxValue, world.Options.DeltaPageSize), world.Options.DeltaMembersPerPage));
        return new DeltaRound(resource, scope, UpTo(world), world.Clock.Now, pages);
    }

    /// <summary>A group with many members fills pages of its own, and comes again on each of them.</summary>
    private static IEnumerable<IReadOnlyList<DeltaEntry>> InPages(List<DeltaEntry> entries, int size, int membersOnAPage)
    {
        var page = new List<DeltaEntry>();
        var members = 0;
        foreach (var part in entries.SelectMany(entry => Parts(entry, membersOnAPage)))
        {
            if (page.Count == size || (page.Count > 0 && members + part.Members.Count > membersOnAPage))
            {
                yield return page;
                page = [];
                members = 0;
            }

            page.Add(part);
            members += part.Members.Count;
        }

        yield return page;
    }

    private static IEnumerable<DeltaEntry> Parts(DeltaEntry entry, int most) =>
        entry.Members.Count <= most ? [entry] : entry.Members.Chunk(most).Select(some => entry with { Members = some });

    private static bool Concerns(Change change, DeltaState state) => (state.Resource == "users") == (change.Subject is DirectoryUser);

    private static bool IsTold(Change change, DeltaScope scope) => change.Kind switch
    {
        ChangeKind.Updated => scope.Tracks(change.Properties),
        ChangeKind.MembersChanged => scope.TracksMembers,
        _ => true,
    };

    private static long UpTo(SimWorld world) => world.Deltas.HeldAt ?? world.Tenant.Log.Last;
}
