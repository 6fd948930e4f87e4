using System.Collections.Concurrent;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Groups;

namespace Seatkeeper.Functions.Tests.Groups;

/// <summary>An identity provider whose groups are what a test says; not connected until a test connects it.</summary>
internal sealed class ScriptedGroups : IGroupDirectory
{
    private readonly ConcurrentDictionary<string, FoundGroup> names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string[]> members = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> failing = new(StringComparer.Ordinal);

    public bool IsConnected { get; set; }

    /// <summary>How much later than now reads of a group begin.</summary>
    public ConcurrentDictionary<string, TimeSpan> Ahead { get; } = new(StringComparer.Ordinal);

    public string Add(string name, params string[] people)
    {
        var id = Guid.NewGuid().ToString();
        names[id] = new FoundGroup(id, name);
        members[id] = people;
        return id;
    }

    public void Set(string id, params string[] people) => members[id] = people;

    public void Delete(string id)
    {
        names.TryRemove(id, out _);
        members.TryRemove(id, out _);
    }

    public void Fail(string id, bool fails = true) => failing[id] = fails;

    public Task<IReadOnlyList<FoundGroup>> SearchAsync(string text, int most, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<FoundGroup>>([.. names.Values.Where(group => group.Name.StartsWith(text, StringComparison.OrdinalIgnoreCase)).Take(most)]);

    public Task<ReadGroup?> ReadAsync(string groupId, CancellationToken cancel)
    {
        if (failing.GetValueOrDefault(groupId))
            throw new AppFailureException(new Failure(FailureKind.DirectoryUnavailable));
        return Task.FromResult(names.TryGetValue(groupId, out var group) ? new ReadGroup(groupId, group.Name, members[groupId], DateTimeOffset.UtcNow + Ahead.GetValueOrDefault(groupId)) : null);
    }
}
