using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Notifying;
using Seatkeeper.Functions.NotificationTargets;

namespace Seatkeeper.Functions.Storage;

/// <summary>Addresses that notifications are sent to. One partition, for they are few; row key: target. Their secrets are in the secret store.</summary>
public sealed class NotificationTargetsTable(TableServiceClient service)
{
    /// <summary>The table's name.</summary>
    public const string Name = "NotificationTargets";

    private const string Partition = "target";

    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>All targets.</summary>
    public async Task<IReadOnlyList<NotificationTarget>> ListAsync(CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<TargetRow>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancel)).Select(row => row.ToTarget())];

    /// <summary>One target, or null.</summary>
    public async Task<NotificationTarget?> FindAsync(string id, CancellationToken cancel) => (await table.FindAsync<TargetRow>(Partition, id, cancel))?.ToTarget();

    /// <summary>Adds a target.</summary>
    public async Task AddAsync(NotificationTarget target, CancellationToken cancel) => await table.AddEntityAsync(TargetRow.From(target), cancel);

    /// <summary>Deletes a target.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancel) => await table.DeleteEntityAsync(Partition, id, ETag.All, cancel);

    /// <summary>Notes how calls of a target went; what is null stays as it was.</summary>
    public Task NoteAsync(string id, TargetNews news, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(news);
        if (news is { DeliveredAt: null, FailedAt: null })
            return Task.CompletedTask;
        var columns = new TableEntity(Partition, id);
        if (news.DeliveredAt is { } delivered)
            columns[nameof(TargetRow.LastDeliveryAt)] = delivered;
        if (news.FailedAt is { } failed)
            (columns[nameof(TargetRow.LastFailureAt)], columns[nameof(TargetRow.LastFailure)]) = (failed, news.Failure);
        return MergeAsync(columns, cancel);
    }

    /// <summary>Disables a target.</summary>
    public Task DisableAsync(string id, DateTimeOffset at, CancellationToken cancel) =>
        MergeAsync(new TableEntity(Partition, id) { [nameof(TargetRow.DisabledAt)] = at }, cancel);

    /// <summary>Takes a disabled target into use again.</summary>
    public async Task EnableAsync(string id, CancellationToken cancel)
    {
        // Not merged: a merge cannot take a value away.
        while (await table.FindAsync<TargetRow>(Partition, id, cancel) is { DisabledAt: not null } row)
        {
            row.DisabledAt = null;
            try
            {
                await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancel);
                return;
            }
            catch (RequestFailedException e) when (e.Status is 404 or 412)
            {
                // Somebody else wrote it meanwhile: look again.
            }
        }
    }

    private async Task MergeAsync(TableEntity columns, CancellationToken cancel)
    {
        try
        {
            await table.UpdateEntityAsync(columns, ETag.All, TableUpdateMode.Merge, cancel);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // The target was deleted meanwhile, and its news with it.
        }
    }

    private sealed class TargetRow : ITableEntity
    {
        public string PartitionKey { get; set; } = Partition;
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public string Url { get; set; } = "";
        public string? HubId { get; set; }
        public string? Label { get; set; }
        public string Events { get; set; } = "";
        public string CreatedById { get; set; } = "";
        public DateTimeOffset CreatedAt { get; set; }
        public DateTimeOffset? DisabledAt { get; set; }
        public DateTimeOffset? LastDeliveryAt { get; set; }
        public DateTimeOffset? LastFailureAt { get; set; }
        public string? LastFailure { get; set; }

        public static TargetRow From(NotificationTarget target) => new()
        {
            RowKey = target.Id,
            Url = target.Url,
            HubId = target.HubId,
            Label = target.Label,
            Events = string.Join(' ', target.Events.Select(NotificationEvents.NameOf)),
            CreatedById = target.CreatedById,
            CreatedAt = target.CreatedAt,
        };

        public NotificationTarget ToTarget() =>
            new(RowKey, Url, HubId, Label, [.. Events.Split(' ').Select(NotificationEvents.Find).OfType<NotificationEvent>()], CreatedById, CreatedAt)
            {
                DisabledAt = DisabledAt,
                LastDeliveryAt = LastDeliveryAt,
                LastFailureAt = LastFailureAt,
                LastFailure = LastFailure,
            };
    }
}
