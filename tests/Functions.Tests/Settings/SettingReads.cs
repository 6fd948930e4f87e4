using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Seatkeeper.Functions.Tests.Settings;

/// <summary>A configuration that remembers what it was asked for.</summary>
internal sealed class SettingReads(IReadOnlyDictionary<string, string> values) : IConfigurationSource, IConfigurationProvider
{
    private readonly Dictionary<string, string> known = new(values, StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<string> asked = new();

    /// <summary>What was asked for since the last time.</summary>
    public List<string> Take()
    {
        var taken = new List<string>();
        while (asked.TryDequeue(out var key)) taken.Add(key);
        return taken;
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public bool TryGet(string key, out string? value)
    {
        asked.Enqueue(key);
        return known.TryGetValue(key, out value);
    }

    // A section that has nothing in it is not read at all; so every section has something.
    public IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) =>
        parentPath is null || parentPath.Contains(':', StringComparison.Ordinal) ? earlierKeys : earlierKeys.Append("something");

    public IChangeToken GetReloadToken() => new CancellationChangeToken(CancellationToken.None);

    public void Load()
    {
        // There is nothing to load.
    }

    public void Set(string key, string? value) => throw new NotSupportedException();
}
