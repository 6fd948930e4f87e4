using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Syncing;

namespace Seatkeeper.Functions.Storage;

/// <summary>A hub as the table holds it.</summary>
internal sealed class HubRow : ITableEntity
{
    public string PartitionKey { get; set; } = HubsTable.HubPartition;
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }

    public string App { get; set; } = "";
    public string Label { get; set; } = "";
    public string Identifier { get; set; } = "";
    public string LoginMethod { get; set; } = "";
    public string AutomationAccountId { get; set; } = "";
    public string CreatedById { get; set; } = "";
    public string CreatedByName { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }
    public string State { get; set; } = "";
    public string? WantedWorkspace { get; set; }
    public string? Workspace { get; set; }
    public string? OperatorEmail { get; set; }
    public string? Trouble { get; set; }
    public string? ActiveTaskId { get; set; }
    public string? WaitingTaskId { get; set; }
    public int Runs { get; set; }
    public int FailedChecks { get; set; }
    public int Version { get; set; }
    public string? Begun { get; set; }
    public string? LastCheck { get; set; }
    public string? Removal { get; set; }
    public string? Attention { get; set; }
    public string? Untold { get; set; }
    public string? Rules { get; set; }
    public int? PaidSeats { get; set; }
    public int? PaidBeforeSpending { get; set; }

    public Hub ToHub()
    {
        var hub = Read();
        return hub with { Before = new HubBefore(hub.Attention.Count, hub.Rules.Guard) };
    }

    private Hub Read() => new()
    {
        Id = RowKey,
        App = App,
        Label = Label,
        Identifier = Identifier,
        LoginMethod = LoginMethod,
        AutomationAccountId = AutomationAccountId,
        CreatedById = CreatedById,
        CreatedByName = CreatedByName,
        CreatedAt = CreatedAt,
        State = RowText.Enum<HubState>(State),
        WantedWorkspace = WantedWorkspace,
        Workspace = RowText.Read<AppWorkspace>(Workspace),
        OperatorEmail = OperatorEmail,
        Trouble = RowText.Read<HubTrouble>(Trouble),
        ActiveTaskId = ActiveTaskId,
        WaitingTaskId = WaitingTaskId,
        Runs = Runs,
        FailedChecks = FailedChecks,
        Version = Version,
        Begun = RowText.Read<PlanToApply>(Begun),
        LastCheck = RowText.Read<LastCheck>(LastCheck),
        Removal = RowText.Read<HubRemoval>(Removal),
        Attention = RowText.Read<AttentionLog>(Attention) ?? AttentionLog.Empty,
        Untold = RowText.Read<IReadOnlyList<ActivityEntry>>(Untold) ?? [],
        Rules = RowText.Read<HubRules>(Rules) ?? new HubRules(),
        PaidSeats = PaidSeats,
        PaidBeforeSpending = PaidBeforeSpending,
        ETag = ETag.ToString(),
        StoredAt = Timestamp,
    };

    public static HubRow From(Hub hub) => new()
    {
        RowKey = hub.Id,
        App = hub.App,
        Label = hub.Label,
        Identifier = hub.Identifier,
        LoginMethod = hub.LoginMethod,
        AutomationAccountId = hub.AutomationAccountId,
        CreatedById = hub.CreatedById,
        CreatedByName = hub.CreatedByName,
        CreatedAt = hub.CreatedAt,
        State = hub.State.ToString(),
        WantedWorkspace = hub.WantedWorkspace,
        Workspace = RowText.Write(hub.Workspace),
        OperatorEmail = hub.OperatorEmail,
        Trouble = RowText.Write(hub.Trouble),
        ActiveTaskId = hub.ActiveTaskId,
        WaitingTaskId = hub.WaitingTaskId,
        Runs = hub.Runs,
        FailedChecks = hub.FailedChecks,
        Version = hub.Version,
        Begun = RowText.Write(hub.Begun),
        LastCheck = RowText.Write(hub.LastCheck),
        Removal = RowText.Write(hub.Removal),
        Attention = RowText.Write(hub.Attention),
        Untold = hub.Untold.Count == 0 ? null : RowText.Write(hub.Untold),
        Rules = RowText.Write(hub.Rules),
        PaidSeats = hub.PaidSeats,
        PaidBeforeSpending = hub.PaidBeforeSpending,
    };
}

/// <summary>What only one hub may hold.</summary>
internal sealed class ReservationRow : ITableEntity
{
    public string PartitionKey { get; set; } = "";
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }
    public string HubId { get; set; } = "";

    /// <summary>Of a workspace, the name that it had when it was pinned.</summary>
    public string? Name { get; set; }

    public Reservation ToReservation() => new(PartitionKey, RowKey, HubId, Timestamp ?? DateTimeOffset.MinValue, ETag.ToString());
}

/// <summary>A hub's hold on an identifier or on a workspace of the app.</summary>
public sealed record Reservation(string Partition, string Key, string HubId, DateTimeOffset At, string ETag);

/// <summary>Which task came of a call with an idempotency key.</summary>
internal sealed class StartedRow : ITableEntity
{
    public string PartitionKey { get; set; } = "";
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }
    public string TaskId { get; set; } = "";
}
