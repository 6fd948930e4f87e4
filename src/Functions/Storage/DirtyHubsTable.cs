using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Provisioning;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// Which hubs have to be brought in step with their teams and groups: one row a hub, with a version that every change raises. One
/// partition, so that the watchdog finds all of them by one scan.
/// </summary>
public sealed class DirtyHubsTable(TableServiceClient service, TimeProvider clock)
{
    /// <summary>The table's name.</summary>
    public const string Name = "DirtyHubs";

    private const string Partition = "hub";
    private const int MostTries = 60;

    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>What is known of a hub, or null.</summary>
    public async Task<DirtyHub?> FindAsync(string hubId, CancellationToken cancel) => (await table.FindAsync<DirtyRow>(Partition, hubId, cancel))?.ToHub();

    /// <summary>All hubs that have to be looked at.</summary>
    public async Task<IReadOnlyList<DirtyHub>> ListAsync(CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<DirtyRow>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and IsDirty eq true"), cancel)).Select(row => row.ToHub())];

    /// <summary>Hubs whose groups are to be read again by now.</summary>
    public async Task<IReadOnlyList<DirtyHub>> ListDueAsync(DateTimeOffset now, CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<DirtyRow>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and AgainAt le {now}"), cancel)).Select(row => row.ToHub())];

    /// <summary>Changes what is known of a hub, again from the start where somebody else was faster.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="change">The changed row, or null where it may not be changed. Called once for each attempt.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The row as it is stored now, or null where the change was not allowed.</returns>
    public async Task<DirtyHub?> ChangeAsync(string hubId, Func<DirtyHub, Task<DirtyHub?>> change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        for (var attempt = 1; ; attempt++)
        {
            var row = await table.FindAsync<DirtyRow>(Partition, hubId, cancel);
            var before = row?.ToHub() ?? new DirtyHub(hubId);
            if (await change(before) is not { } after)
                return null;
            if (after == before)
                return before;
            try
            {
                var changed = DirtyRow.Of(after);
                await (row is null ? table.AddEntityAsync(changed, cancel) : table.UpdateEntityAsync(changed, row.ETag, TableUpdateMode.Replace, cancel));
                return after;
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412 && attempt < MostTries)
            {
                // Somebody else marked the hub, or a run of it went on: look again and decide anew.
                await TablePages.PauseAfterClashAsync(attempt, clock, cancel);
            }
        }
    }

    private sealed class DirtyRow : ITableEntity
    {
        public string PartitionKey { get; set; } = Partition;
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public long Version { get; set; }
        public long Done { get; set; }
        public bool IsDirty { get; set; }
        public string? TaskId { get; set; }
        public string? Begun { get; set; }
        public string? Told { get; set; }
        public string Trigger { get; set; } = "";
        public string ActorId { get; set; } = "";
        public string ActorName { get; set; } = "";
        public int Failures { get; set; }
        public int EffectFailures { get; set; }
        public DateTimeOffset? NotBefore { get; set; }
        public bool IsStopped { get; set; }
        public bool IsHeld { get; set; }
        public DateTimeOffset? AgainAt { get; set; }
        public string? Past { get; set; }
        public string? Hindered { get; set; }
        public bool WasRefused { get; set; }

        public bool AwaitsRead { get; set; }
        public bool IsMarkedSinceStop { get; set; }
        public DateTimeOffset? MarkedDailyAt { get; set; }

        public static DirtyRow Of(DirtyHub hub) => new()
        {
            RowKey = hub.HubId,
            Version = hub.Version,
            Done = hub.Done,
            IsDirty = hub.IsDirty,
            TaskId = hub.TaskId,
            Begun = hub.Begun,
            Told = hub.Told,
            Trigger = hub.Trigger.ToString(),
            ActorId = hub.ActorId,
            ActorName = hub.ActorName,
            Failures = hub.Failures,
            EffectFailures = hub.EffectFailures,
            NotBefore = hub.NotBefore,
            IsStopped = hub.IsStopped,
            IsHeld = hub.IsHeld,
            AgainAt = hub.AgainAt,
            Past = hub.Past.Length == 0 ? null : hub.Past,
            Hindered = hub.Hindered.Length == 0 ? null : hub.Hindered,
            WasRefused = hub.WasRefused,
            AwaitsRead = hub.AwaitsRead,
            IsMarkedSinceStop = hub.IsMarkedSinceStop,
            MarkedDailyAt = hub.MarkedDailyAt,
        };

        public DirtyHub ToHub() => new(RowKey)
        {
            Version = Version,
            Done = Done,
            TaskId = TaskId,
            Begun = Begun,
            Told = Told,
            Trigger = RowText.Enum<TaskTrigger>(Trigger),
            ActorId = ActorId,
            ActorName = ActorName,
            Failures = Failures,
            EffectFailures = EffectFailures,
            NotBefore = NotBefore,
            IsStopped = IsStopped,
            IsHeld = IsHeld,
            AgainAt = AgainAt,
            Past = Past ?? "",
            Hindered = Hindered ?? "",
            WasRefused = WasRefused,
            AwaitsRead = AwaitsRead,
            IsMarkedSinceStop = IsMarkedSinceStop,
            MarkedDailyAt = MarkedDailyAt,
            StoredAt = Timestamp,
        };
    }
}
