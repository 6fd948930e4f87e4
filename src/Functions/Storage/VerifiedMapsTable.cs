using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// What persons verified of page maps. The partition is the site's host; the row key is a hash of the map's digest and the workspace,
/// and after it the language: a map of another content, or another workspace, has no row.
/// </summary>
public sealed class VerifiedMapsTable(TableServiceClient service)
{
    /// <summary>The table's name.</summary>
    public const string Name = "VerifiedMaps";

    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>Records a verification; one of the same map, language and workspace is replaced.</summary>
    public Task PutAsync(MapVerification verification, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(verification);
        var row = new VerifiedRow
        {
            PartitionKey = Host(verification.Host),
            RowKey = $"{Start(verification.MapDigest, verification.WorkspaceId)}{RowText.Key(verification.Language)}",
            Host = verification.Host,
            MapDigest = verification.MapDigest,
            Language = verification.Language,
            WorkspaceId = verification.WorkspaceId,
            Effects = string.Join(',', verification.Effects),
            Ways = string.Join(',', (verification.Ways ?? new Dictionary<ChangeAction, string>()).Select(way => $"{way.Key}={way.Value}")),
            Searched = string.Join(',', verification.Searched ?? []),
            Word = verification.Word,
            ById = verification.ById,
            ByName = verification.ByName,
            At = verification.At,
            TaskId = verification.TaskId,
        };
        return table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancel);
    }

    /// <summary>What is verified of a map in a workspace, one for each language.</summary>
    public async Task<IReadOnlyList<MapVerification>> FindAsync(string host, string mapDigest, string workspaceId, CancellationToken cancel)
    {
        var start = Start(mapDigest, workspaceId);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Host(host)} and RowKey ge {start} and RowKey lt {start[..^1] + '.'}");
        // The row says itself what it is about: a key alone is not believed.
        return [.. (await table.ReadAllAsync<VerifiedRow>(filter, cancel)).Select(row => row.ToVerification()).Where(found => found.IsAbout(host, mapDigest, workspaceId))];
    }

    /// <summary>Everything that was ever verified in a workspace: of whichever site, map and language.</summary>
    public async Task<IReadOnlyList<MapVerification>> ListOfWorkspaceAsync(string workspaceId, CancellationToken cancel)
    {
        // They are few: one row for each map, language and workspace that a person gave their word for.
        var filter = TableClient.CreateQueryFilter($"WorkspaceId eq {workspaceId}");
        return [.. (await table.ReadAllAsync<VerifiedRow>(filter, cancel)).Select(row => row.ToVerification())];
    }

    private static string Host(string host) => RowText.Key(host.ToLowerInvariant());

    private static string Start(string mapDigest, string workspaceId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{mapDigest}\n{workspaceId}")).AsSpan(0, 16)) + '-';

    private sealed class VerifiedRow : ITableEntity
    {
        public string PartitionKey { get; set; } = "";
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public string Host { get; set; } = "";
        public string MapDigest { get; set; } = "";
        public string Language { get; set; } = "";
        public string WorkspaceId { get; set; } = "";
        public string Effects { get; set; } = "";
        public string Ways { get; set; } = "";
        public string Searched { get; set; } = "";
        public string Word { get; set; } = "";
        public string ById { get; set; } = "";
        public string ByName { get; set; } = "";
        public DateTimeOffset At { get; set; }
        public string TaskId { get; set; } = "";

        public MapVerification ToVerification() => new(
            Host, MapDigest, Language, WorkspaceId, [.. Parts(Effects).Select(RowText.Enum<ChangeAction>)], Word, ById, ByName, At, TaskId,
            Parts(Ways).Select(way => way.Split('=')).ToDictionary(way => RowText.Enum<ChangeAction>(way[0]), way => way[^1]),
            [.. Parts(Searched).Select(RowText.Enum<ChangeAction>)]);

        private static string[] Parts(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
    }
}
