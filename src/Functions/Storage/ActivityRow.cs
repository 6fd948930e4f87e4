using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Seatkeeper.Functions.Activity;

namespace Seatkeeper.Functions.Storage;

/// <summary>The row of an activity entry, and the filters that find it.</summary>
internal sealed class ActivityRow : ITableEntity
{
    private const string WithoutHub = "workspace";
    private const string HubPrefix = "hub:";
    private const string EntryPrefix = "e-";
    private const string AfterEntries = "e.";
    private const int LongestText = 1000;
    private const int LongestId = 120;

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

    public static string ChainOf(string? hubId) => hubId is null ? WithoutHub : HubPrefix + hubId;

    public static ActivityRow Of(ActivityEntry entry)
    {
        if (entry.Id.Length is 0 or > LongestId || !entry.Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':'))
            throw new ArgumentException($"\"{entry.Id}\" cannot be the id of an activity entry.", nameof(entry));
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

    public static string QueryOf(ActivityFilter filter)
    {
        // Keys hold the time reversed, so the later end comes first.
        var first = filter.To is { } to ? $"{EntryPrefix}{Reverse(to)}-~" : EntryPrefix;
        var last = filter.From is { } from ? $"{EntryPrefix}{Reverse(from)}-~" : AfterEntries;
        var conditions = new List<string> { TableClient.CreateQueryFilter($"RowKey gt {first} and RowKey lt {last}") };
        if (!filter.AllChains) conditions.Insert(0, TableClient.CreateQueryFilter($"PartitionKey eq {ChainOf(filter.HubId)}"));
        if (filter.MemberId is { } member) conditions.Add(TableClient.CreateQueryFilter($"MemberId eq {member}"));
        if (filter.UserId is { } user) conditions.Add(TableClient.CreateQueryFilter($"UserId eq {user}"));
        return string.Join(" and ", conditions);
    }

    public void Place(string? hubId, long sequence, string hash)
    {
        PartitionKey = ChainOf(hubId);
        Sequence = sequence;
        Hash = hash;
    }

    public ActivityEntry ToEntry() => new(EntryId, At, ActorId, ActorName, Event, Target, MemberId, UserId, Before, After, TaskId);

    public RecordedEntry ToRecorded() =>
        new(PartitionKey.StartsWith(HubPrefix, StringComparison.Ordinal) ? PartitionKey[HubPrefix.Length..] : null, Sequence, Hash, ToEntry());

    private static string Reverse(DateTimeOffset at) => (DateTime.MaxValue.Ticks - at.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    private static string? Cut(string? text) => text is { Length: > LongestText } ? text[..LongestText] : text;
}
