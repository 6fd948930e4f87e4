using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Seatkeeper.Functions.Activity;

namespace Seatkeeper.Functions.Storage;

/// <summary>The row of one activity entry or of a pack of them, and the filters that find it.</summary>
internal sealed class ActivityRow : ITableEntity
{
    private const string WithoutHub = "workspace";
    private const string HubPrefix = "hub:";
    private const string EntryPrefix = "e-";
    private const string AfterEntries = "e.";
    private const int LongestText = 1000;
    private const int LongestId = 120;

    // Packs count down, so that the later one comes first, like everything later.
    private const int MostPacks = 999_999;

    public string PartitionKey { get; set; } = "";
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }
    public long Sequence { get; set; }
    public string Hash { get; set; } = "";
    public string EntryId { get; set; } = "";
    public DateTimeOffset At { get; set; }
    public string ActorId { get; set; } = "";
    public string ActorName { get; set; } = "";
    public string Event { get; set; } = "";
    public string? Target { get; set; }
    public string? MemberId { get; set; }
    public string? UserId { get; set; }
    public string? Before { get; set; }
    public string? After { get; set; }
    public string? TaskId { get; set; }

    /// <summary>The entries of a pack, or null for the row of one entry.</summary>
    public byte[]? Packed { get; set; }

    /// <summary>How many entries a pack holds; its number and hash are those of the last one.</summary>
    public int? Count { get; set; }

    /// <summary>What the hash of a pack's first entry builds on.</summary>
    public string? HashBefore { get; set; }

    public static string ChainOf(string? hubId) => hubId is null ? WithoutHub : HubPrefix + hubId;

    public static ActivityRow Of(ActivityEntry entry)
    {
        ThrowIfNoId(entry.Id);
        return new()
        {
            RowKey = $"{EntryPrefix}{Reverse(entry.At)}-{entry.Id}",
            EntryId = entry.Id,
            At = entry.At.ToUniversalTime(),
            ActorId = entry.ActorId,
            ActorName = Cut(entry.ActorName) ?? "",
            Event = entry.Event,
            Target = Cut(entry.Target),
            MemberId = entry.MemberId,
            UserId = entry.UserId,
            Before = Cut(entry.Before),
            After = Cut(entry.After),
            TaskId = entry.TaskId,
        };
    }

    public static ActivityRow OfPack(string batchId, int number, DateTimeOffset at, byte[] packed, int count)
    {
        ThrowIfNoId(batchId);
        return new()
        {
            RowKey = string.Create(CultureInfo.InvariantCulture, $"{EntryPrefix}{Reverse(at)}-{batchId}.{MostPacks - number:D6}"),
            At = at.ToUniversalTime(),
            Packed = packed,
            Count = count,
        };
    }

    public static string QueryOf(ActivityFilter filter)
    {
        // Keys hold the time reversed, so the later end comes first.
        var first = filter.To is { } to ? $"{EntryPrefix}{Reverse(to)}-~" : EntryPrefix;
        var last = filter.From is { } from ? $"{EntryPrefix}{Reverse(from)}-~" : AfterEntries;
        var conditions = new List<string> { TableClient.CreateQueryFilter($"RowKey gt {first} and RowKey lt {last}") };
        if (!filter.AllChains) conditions.Insert(0, TableClient.CreateQueryFilter($"PartitionKey eq {ChainOf(filter.HubId)}"));
        if (filter.MemberId is { } member) conditions.Add(TableClient.CreateQueryFilter($"(MemberId eq {member} or Count gt 0)"));
        if (filter.UserId is { } user) conditions.Add(TableClient.CreateQueryFilter($"(UserId eq {user} or Count gt 0)"));
        return string.Join(" and ", conditions);
    }

    /// <summary>Gives the row its place behind the head of a chain.</summary>
    /// <returns>The number and hash of its last entry.</returns>
    public (long Sequence, string Hash) Place(string? hubId, long sequence, string hash)
    {
        PartitionKey = ChainOf(hubId);
        HashBefore = Packed is null ? null : hash;
        foreach (var entry in Entries())
            hash = ActivityChain.Next(hash, hubId, ++sequence, entry);
        return (Sequence, Hash) = (sequence, hash);
    }

    public ActivityEntry ToEntry() => new(EntryId, At, ActorId, ActorName, Event, Target, MemberId, UserId, Before, After, TaskId);

    /// <summary>The recorded entries, newest first. The hashes inside a pack are made of its entries, its last one is the row's own.</summary>
    public IEnumerable<RecordedEntry> ToRecorded()
    {
        var entries = Entries();
        var recorded = new RecordedEntry[entries.Count];
        var hash = HashBefore ?? "";
        for (var i = 0; i < entries.Count; i++)
        {
            var sequence = Sequence - entries.Count + i + 1;
            hash = i == entries.Count - 1 ? Hash : ActivityChain.Next(hash, HubId, sequence, entries[i]);
            recorded[^(i + 1)] = new RecordedEntry(HubId, sequence, hash, entries[i]);
        }

        return recorded;
    }

    /// <summary>The same for readers, who are not kept from everything else by a pack that is not what was packed: it is one entry that says so.</summary>
    public IEnumerable<RecordedEntry> ToShown()
    {
        try
        {
            return ToRecorded();
        }
        catch (InvalidDataException)
        {
            var many = string.Create(CultureInfo.InvariantCulture, $"{Count} entries, the last of them number {Sequence}, are not as they were written.");
            return [new RecordedEntry(HubId, Sequence, Hash, new ActivityEntry(string.Create(CultureInfo.InvariantCulture, $"unreadable:{Sequence}"), At, "", "", ActivityEntry.Unreadable, After: many))];
        }
    }

    private string? HubId => PartitionKey.StartsWith(HubPrefix, StringComparison.Ordinal) ? PartitionKey[HubPrefix.Length..] : null;

    private IReadOnlyList<ActivityEntry> Entries() => Packed is null ? [ToEntry()] : ActivityPack.Unpack(Packed);

    private static void ThrowIfNoId(string id)
    {
        if (id.Length is 0 or > LongestId || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':'))
            throw new ArgumentException($"\"{id}\" cannot be the id of an activity entry.", nameof(id));
    }

    private static string Reverse(DateTimeOffset at) => (DateTime.MaxValue.Ticks - at.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    private static string? Cut(string? text) => text is { Length: > LongestText } ? text[..LongestText] : text;
}
